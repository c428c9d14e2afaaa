//! Samples of the pages of acts.

use minijinja::Error;

use crate::pages::Engine;
use crate::pages::samples::Sample;

/// Every sample.
pub fn all(_engine: &Engine) -> Result<Vec<Sample>, Error> {
    Ok(Vec::new())
}
