//! The HTTP server around the routes.

use std::net::TcpListener;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::middleware::{DefaultHeaders, Next, from_fn};
use actix_web::{App, HttpServer, ResponseError, web};
use utoipa_actix_web::{AppExt, scope};

use crate::http::problem::Problem;
use crate::http::{LARGEST_BODY, Service, check_address};
use crate::pages::Engine;
use crate::{api, pages};

/// Seconds that requests under way get when the server is asked to stop.
const SHUTDOWN_SECONDS: u64 = 20;

/// [`serve`] until the program is told to stop, on a runtime of its own.
///
/// # Errors
/// As [`serve`].
pub fn run(
    app: crate::app::App,
    listener: TcpListener,
    workers: usize,
    tls: Option<rustls::ServerConfig>,
) -> std::io::Result<()> {
    actix_web::rt::System::new().block_on(async move { serve(app, listener, workers, tls)?.await })
}

/// Serves on a listener, with TLS if a configuration is given.
///
/// # Errors
/// If the listener cannot be used.
pub fn serve(
    app: crate::app::App,
    listener: TcpListener,
    workers: usize,
    tls: Option<rustls::ServerConfig>,
) -> std::io::Result<Server> {
    let engine = Engine::new(app.settings.page_folder.clone()).map_err(std::io::Error::other)?;
    let (engine, service) = (web::Data::new(engine), web::Data::new(Service::new(app)));
    let server = HttpServer::new(move || {
        let limits = web::PayloadConfig::new(LARGEST_BODY);
        let forms = web::FormConfig::default().limit(LARGEST_BODY);
        let query = web::QueryConfig::default()
            .error_handler(|_, _| Problem::malformed("查询条件有误，请对照接口说明修改").into());
        let path = web::PathConfig::default().error_handler(|_, _| Problem::not_found().into());
        let headers = DefaultHeaders::new()
            .add(("Cache-Control", "no-store"))
            .add(("X-Content-Type-Options", "nosniff"))
            .add(("Referrer-Policy", "no-referrer"));
        let (app, _) = App::new()
            .into_utoipa_app()
            .app_data(service.clone())
            .app_data(engine.clone())
            .app_data(limits)
            .app_data(forms)
            .app_data(query)
            .app_data(path)
            .service(scope("/api/v1").configure(api::routes))
            .split_for_parts();
        app.configure(pages::routes)
            .default_service(web::to(|| async { Problem::not_found().error_response() }))
            .wrap(from_fn(refuse_unusable))
            .wrap(headers)
            .wrap(from_fn(log_access))
    })
    .workers(workers)
    .shutdown_timeout(SHUTDOWN_SECONDS);
    match tls {
        Some(config) => server.listen_rustls_0_23(listener, config).map(HttpServer::run),
        None => server.listen(listener).map(HttpServer::run),
    }
}

/// What no address may hold is answered here for programs; a page says so in its own form.
async fn refuse_unusable<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match check_address(request.uri()) {
        Err(problem) if request.path().starts_with("/api/") => {
            Ok(request.into_response(problem.error_response()).map_into_right_body())
        }
        _ => Ok(next.call(request).await?.map_into_left_body()),
    }
}

/// One line for each request: the route's pattern, never its parameters, which may name a case.
async fn log_access<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let method = request.method().clone();
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_default();
    tracing::info!(%method, route, status = response.status().as_u16(), "answered a request");
    Ok(response)
}
