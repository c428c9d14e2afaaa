//! `gongkai openapi`: the interface as it is in the code, for `openapi.yaml`.

use std::io::Write;

use super::Failure;

/// Prints the document.
pub fn run() -> Result<(), Failure> {
    let document = crate::api::document().to_yaml().map_err(Failure::new)?;
    write!(std::io::stdout(), "{document}").map_err(Failure::new)
}
