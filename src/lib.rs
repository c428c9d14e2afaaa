//! 依申请公开 case management under 《政府信息公开条例》.
//!
//! Each module is a layer, and a layer uses only those to its right:
//! `cli → server → {api, pages, notify} → http → casework → app → {store, files, documents, config} → law`.
//! Begin reading at [`law`]: it holds the regulation itself and needs nothing else.

pub mod api;
pub mod app;
pub mod casework;
pub mod cli;
pub mod config;
pub mod documents;
pub mod files;
pub mod holidays;
pub mod http;
pub mod keys;
pub mod law;
pub mod notify;
pub mod pages;
pub mod passwords;
pub mod server;
pub mod store;

#[doc = include_str!("decisions.md")]
pub mod decisions {}
