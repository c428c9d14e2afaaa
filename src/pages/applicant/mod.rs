//! Pages for applicants: an organ's page and its guide, applying, how an application stands, the calculator.
//!
//! An application is written on five short pages. What was typed is a draft on the server ([`kept`]), found by
//! the visitor's cookie; each page is judged by [`steps`], the whole by casework when it is submitted.

mod apply;
mod assemble;
mod attach;
mod calculator;
mod case;
mod check;
mod dates;
mod items;
mod kept;
mod lost;
mod opened;
mod organ;
pub mod samples;
mod square;
mod status;
mod steps;
mod submitted;

use actix_web::web::{ServiceConfig, get, post};

/// Every page for applicants but the first.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/organs/{code}", get().to(organ::show))
        .route("/organs/{code}/guide", get().to(organ::guide))
        .route("/organs/{code}/apply", get().to(apply::show_first))
        .route("/organs/{code}/apply", post().to(apply::take_first))
        .route("/organs/{code}/apply/files", post().to(attach::go_on))
        .route("/organs/{code}/apply/files/add", post().to(attach::add))
        .route("/organs/{code}/apply/files/drop", post().to(attach::remove))
        .route("/organs/{code}/apply/check", get().to(check::show))
        .route("/organs/{code}/apply/check", post().to(check::submit))
        .route("/organs/{code}/apply/{step}", get().to(apply::show))
        .route("/organs/{code}/apply/{step}", post().to(apply::take))
        .route("/organs/{code}/submitted", get().to(submitted::show))
        .route("/organs/{code}/submitted/receipt.txt", get().to(submitted::text))
        .route("/status", get().to(status::show))
        .route("/status", post().to(status::look_up))
        .route("/status/lost", get().to(lost::show))
        .route("/status/lost", post().to(lost::ask))
        .route("/status/leave", post().to(status::leave))
        .route("/status/case", get().to(case::show))
        .route("/status/case/files", post().to(case::bring))
        .route("/status/case/files/{file}", get().to(case::download))
        .route("/status/case/withdraw", get().to(case::ask_withdrawal))
        .route("/status/case/withdraw", post().to(case::withdraw))
        .route("/status/{number}", get().to(status::show_number))
        .route("/calculator", get().to(calculator::show))
        .route("/privacy", get().to(organ::privacy))
        .route("/accessibility", get().to(organ::accessibility));
}
