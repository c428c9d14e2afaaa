//! Pictures as SVG made on the server: with title and description, areas told apart by pattern as well as by
//! shade, so that black and white is enough, and the numbers beside them as a table.
//!
//! A page puts a [`Chart`] into its struct and shows it with the macro `chart` of `parts/chart.html`.

use serde::Serialize;

/// A picture and its data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// Unlike that of any other picture on the page: letters and hyphens.
    pub id: &'static str,
    pub title: String,
    /// What it says, for whoever does not see it.
    pub description: String,
    /// In the units of the marks; the picture is scaled to the room there is.
    pub width: i32,
    pub height: i32,
    /// Drawn in this order.
    pub marks: Vec<Mark>,
    pub table: Table,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mark {
    /// An area; with an address it opens a page and needs words that say which.
    Area {
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        fill: Fill,
        /// A thick outline.
        outlined: bool,
        label: Option<String>,
        href: Option<String>,
    },
    Line {
        x1: i32,
        y1: i32,
        x2: i32,
        y2: i32,
        stroke: Stroke,
    },
    Words {
        x: i32,
        y: i32,
        anchor: Anchor,
        /// White on a dark area.
        light: bool,
        text: String,
    },
}

/// How an area is filled. Each is told from the others without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    None,
    /// Shades of one colour, from few to many.
    Pale,
    Light,
    Middle,
    Dark,
    /// What is late.
    Late,
    /// Lines aslant: does not count, such as a pause or a day of rest.
    Hatched,
    /// Not yet certain.
    Dotted,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stroke {
    /// A line of the ground.
    Thin,
    Thick,
    Dashed,
    Dotted,
}

/// Where a text stands to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// The data of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A cell; with an address it opens the list it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub text: String,
    pub href: Option<String>,
}

impl Cell {
    pub fn of(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), href: None }
    }

    pub fn opening(text: impl Into<String>, href: impl Into<String>) -> Cell {
        Cell { text: text.into(), href: Some(href.into()) }
    }
}

impl Mark {
    pub fn words(x: i32, y: i32, anchor: Anchor, text: impl Into<String>) -> Mark {
        Mark::Words { x, y, anchor, light: false, text: text.into() }
    }

    /// An area that opens nothing.
    pub fn area(x: i32, y: i32, width: i32, height: i32, fill: Fill) -> Mark {
        Mark::Area { x, y, width, height, fill, outlined: false, label: None, href: None }
    }
}
