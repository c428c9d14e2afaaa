//! Samples of 我的待办.

use minijinja::Error;

use crate::pages::Engine;
use crate::pages::samples::Sample;

/// Every sample.
pub fn all(_engine: &Engine) -> Result<Vec<Sample>, Error> {
    Ok(Vec::new())
}
