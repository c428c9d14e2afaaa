//! Alerts: from a date that comes near to the people who hear of it, exactly as often as they should.

mod deliveries;
mod desk;
mod growth;
mod ladders;
mod office;
mod processes;
mod sweeps;
mod year;
