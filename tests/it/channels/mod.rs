//! The channels that messages travel by, against real servers in this process.

mod calendar_feed;
mod gateway;
mod group_robots;
mod http_server;
pub mod mail;
pub mod mail_server;
mod said;
mod samples;
mod webhook;
