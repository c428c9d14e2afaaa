//! Samples of an organ's own pages.

use minijinja::Error;

use super::samples::{day, some};
use super::{numbers, organ, organ_new, unit};
use crate::casework::organ_numbers::{NextNumber, NumbersEffect, NumbersView, SeriesLine};
use crate::casework::organs::{Foreseen, OrganFile, UnitLine};
use crate::casework::unit_keeping::UnitFile;
use crate::pages::Engine;
use crate::pages::form::Filled;
use crate::pages::frame::Frame;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, rejected, sample};

/// Every page of an organ, empty or full.
pub(super) fn all(engine: &Engine, frame: &Frame, filled: bool) -> Result<Vec<Sample>, Error> {
    let form = |field| if filled { rejected(&[(field, MARKUP)], field) } else { Filled::default() };
    let foreseen = || filled.then(foreseen);
    let new = organ_new::OrganNewPage {
        form: form("name"),
        parents: organ_new::by_id(&named()),
        kinds: organ_new::kinds(),
        regions: if filled { organ_new::regions(&[MARKUP.to_owned()]) } else { Vec::new() },
        foreseen: foreseen(),
        checked: String::new(),
    };
    let of_organ = |checked_form| organ::OrganPage {
        foreseen: foreseen(),
        checked_form,
        done: filled.then_some("已保存。"),
        ..organ::page(organ_file(filled), form("unit"), day(9))
    };
    let of_unit = unit::UnitPage {
        foreseen: foreseen(),
        done: filled.then_some("名称已保存。"),
        ..unit::page(unit_file(filled), form("last_day"), day(9))
    };
    let of_numbers = numbers::NumbersPage {
        effect: filled.then(effect),
        done: filled,
        ..numbers::page(numbers_view(filled), form("pattern-reply"), day(9))
    };
    Ok(vec![
        sample(engine, frame, &new)?,
        sample(engine, frame, &of_organ("end"))?,
        sample(engine, frame, &of_organ("change"))?,
        sample(engine, frame, &organ::page(ended(), Filled::default(), day(9)))?,
        sample(engine, frame, &of_unit)?,
        sample(engine, frame, &of_numbers)?,
    ])
}

fn named() -> Vec<(i64, String)> {
    vec![(1, LONG_NAME.to_owned()), (2, MARKUP.to_owned())]
}

fn foreseen() -> Foreseen {
    Foreseen { changes: vec![MARKUP.to_owned()], warnings: vec![LONG_NAME.to_owned()] }
}

fn organ_file(filled: bool) -> OrganFile {
    let unit = |id, ended: bool| UnitLine {
        id,
        name: MARKUP.to_owned(),
        from_on: day(1),
        to_on: ended.then(|| day(2)),
        ended,
        open_cases: 2,
    };
    OrganFile {
        id: 4,
        code: "QSZR".to_owned(),
        name: LONG_NAME.to_owned(),
        kind: if filled { "park" } else { "department" }.to_owned(),
        region: some(filled, MARKUP),
        parent: some(filled, MARKUP),
        from_on: day(1),
        to_on: filled.then(|| day(30)),
        successor: some(filled, LONG_NAME),
        ended: false,
        own: !filled,
        units: if filled { vec![unit(1, false), unit(2, true)] } else { Vec::new() },
        open_cases: 3,
        others: named(),
        regions: Vec::new(),
    }
}

fn ended() -> OrganFile {
    OrganFile { ended: true, ..organ_file(true) }
}

fn unit_file(filled: bool) -> UnitFile {
    UnitFile {
        id: 2,
        organ: 4,
        organ_name: LONG_NAME.to_owned(),
        name: MARKUP.to_owned(),
        from_on: day(1),
        to_on: filled.then(|| day(30)),
        successor: some(filled, LONG_NAME),
        ended: false,
        open_cases: 1,
        handlers: if filled { vec![LONG_NAME.to_owned()] } else { Vec::new() },
        others: named(),
    }
}

fn numbers_view(filled: bool) -> NumbersView {
    let line = |last| SeriesLine {
        title: "答复书",
        field: if last == 0 { "pattern-reply" } else { "pattern-fee" },
        last_field: if last == 0 { "last-reply" } else { "last-fee" },
        own: some(filled, MARKUP),
        inherited: MARKUP.to_owned(),
        of: LONG_NAME.to_owned(),
        last,
        next: some(filled, MARKUP),
    };
    NumbersView {
        organ: 4,
        name: LONG_NAME.to_owned(),
        word: some(filled, MARKUP),
        lines: vec![line(0), line(7)],
        later: filled.then(|| day(30)),
    }
}

fn effect() -> NumbersEffect {
    let next = |changes, before| NextNumber {
        title: "答复书",
        before,
        after: MARKUP.to_owned(),
        changes,
        stem: String::new(),
    };
    NumbersEffect {
        lines: vec![next(true, None), next(false, Some(MARKUP.to_owned()))],
        warnings: vec![MARKUP.to_owned()],
    }
}
