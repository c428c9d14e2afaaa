//! Samples of the pages of letters: filled, rejected, with long names and with markup.

use minijinja::Error;

use super::dispatch::DispatchPage;
use super::list::PapersPage;
use super::withdraw::WithdrawPage;
use super::write::{LettersPart, WritePage};
use crate::casework::letter_shown::{FindingView, LetterShown};
use crate::casework::office::Handler;
use crate::casework::papers::{Missing, Paper, Papers};
use crate::documents::kind::LetterKind;
use crate::pages::Engine;
use crate::pages::acts::samples::head;
use crate::pages::desk::words::LightMark;
use crate::pages::form::Filled;
use crate::pages::manage::samples::urging;
use crate::pages::samples::{LONG_NAME, MARKUP, Sample, of_clerk, rejected, sample};

const HREF: &str = "/staff/cases/QSZR-2026-00001";

fn paper(letter: i32, may: bool) -> Paper {
    Paper {
        letter,
        kind: "correction_notice".to_owned(),
        title: LetterKind::CorrectionNotice.title(),
        measure: may.then_some((1, "补正")),
        state: if may { "草稿" } else { "已发出" },
        number: (!may).then(|| MARKUP.to_owned()),
        voided_for: (!may).then(|| MARKUP.to_owned()),
        signed_on: head().received_on.filter(|_| !may),
        open: if may { vec![MARKUP.to_owned()] } else { Vec::new() },
        may_edit: may,
        by_wizard: !may,
        may_void: may,
        may_sign: may,
        may_dispatch: may,
    }
}

fn papers(filled: bool, form: Filled) -> PapersPage {
    let missing = |approved| Missing {
        measure: 2,
        about: "延期",
        kind: LetterKind::ExtensionNotice.tag(),
        title: LetterKind::ExtensionNotice.title(),
        approved,
    };
    PapersPage {
        href: HREF.to_owned(),
        light: LightMark::of(&head()),
        found: Papers {
            case: head(),
            papers: if filled { vec![paper(1, true), paper(2, false)] } else { Vec::new() },
            missing: if filled { vec![missing(true), missing(false)] } else { Vec::new() },
            may_write: filled,
            may_rectify: filled,
        },
        form,
        done: filled.then_some("文书已经拟好。"),
    }
}

fn letters(form: &Filled) -> LettersPart {
    let finding = |severity: &str| FindingView {
        code: "late_reply".to_owned(),
        title: MARKUP.to_owned(),
        severity: severity.to_owned(),
        rule: "T-3".to_owned(),
        words: MARKUP.to_owned(),
        ticked: false,
    };
    let shown = LetterShown {
        title: LONG_NAME.to_owned(),
        html: Some("<article class=\"letter\"></article>".to_owned()),
        findings: ["error", "warning"].map(finding).to_vec(),
        problems: vec![MARKUP.to_owned()],
        ..LetterShown::default()
    };
    LettersPart { letters: vec![shown], missing: Vec::new(), form: form.clone(), may_tick: true }
}

fn write(kind: LetterKind, form: Filled, hard: bool) -> WritePage {
    WritePage {
        head: head(),
        href: HREF.to_owned(),
        light: LightMark::of(&head()),
        action: format!("{HREF}/papers/write?measure=1"),
        preview: format!("{HREF}/papers/write/preview?measure=1"),
        title: kind.title(),
        about: hard.then_some("补正"),
        anew: hard,
        notes: super::shape::notes(kind),
        fields: super::shape::fields(kind, &Default::default()),
        letters: letters(&form),
        form,
        stale: hard,
    }
}

fn dispatch(form: Filled) -> DispatchPage {
    DispatchPage {
        head: head(),
        href: HREF.to_owned(),
        light: LightMark::of(&head()),
        letter: 3,
        title: LetterKind::RectificationNotice.title(),
        fields: super::dispatch::fields(
            LetterKind::RectificationNotice,
            head().received_on.unwrap_or_default(),
        ),
        form,
        people: vec![Handler { id: 2, name: LONG_NAME.to_owned() }],
        letters: letters(&Filled::default()).letters,
        may_tick: false,
    }
}

/// Every sample.
///
/// # Errors
/// The first that cannot be rendered.
pub fn all(engine: &Engine) -> Result<Vec<Sample>, Error> {
    let frame = of_clerk();
    let wrong = |field: &str| rejected(&[(field, MARKUP), ("tick-late_reply", "yes")], field);
    let missing = LettersPart { missing: vec![MARKUP.to_owned()], ..LettersPart::default() };
    let withdraw = |filled, form| WithdrawPage {
        number: "QSZR-2026-00001".to_owned(),
        href: HREF.to_owned(),
        light: LightMark::of(&head()),
        urging: urging("waiting", filled),
        longest: 500,
        form,
    };
    Ok(vec![
        sample(engine, &frame, &papers(false, Filled::default()))?,
        sample(engine, &frame, &papers(true, wrong("reason-1")))?,
        sample(engine, &frame, &write(LetterKind::RectificationNotice, Filled::default(), false))?,
        sample(engine, &frame, &write(LetterKind::CorrectionNotice, wrong("unclear"), true))?,
        sample(engine, &frame, &write(LetterKind::ExtensionNotice, wrong("ticks"), true))?,
        sample(engine, &frame, &missing)?,
        sample(engine, &frame, &dispatch(Filled::default()))?,
        sample(engine, &frame, &dispatch(wrong("sealed")))?,
        sample(engine, &frame, &withdraw(true, Filled::default()))?,
        sample(engine, &frame, &withdraw(false, wrong("reason")))?,
    ])
}
