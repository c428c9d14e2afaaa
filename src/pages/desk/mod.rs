//! The front desk: registering what came in, and what follows from it.

pub mod register;
