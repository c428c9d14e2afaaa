//! 文书: what the office sends, keeps and signs, from one model into four outputs.
//!
//! A [`Letter`](letter::Letter) is structured data. It is made from a typed context of the case and a
//! template text of the organ, and every output is rendered from it alone, so that the page, the
//! Word file, the PDF and the message can never say different things.

pub mod letter;
