//! Samples of 期限与提醒.

use super::samples::{day, one, some};
use super::settings::{ChannelLine, LadderPart, SettingsPage, SettingsPart, TroubledLine};
use super::settings_form;
use crate::casework::ladder_effect::{AtOnce, LadderEffect};
use crate::casework::organ_settings::SettingsEffect;
use crate::casework::outbox::{ChannelView, TroubledView};
use crate::law::ladder::Ladder;
use crate::law::targets::TARGETS;
use crate::pages::form::Filled;
use crate::pages::samples::{LONG_NAME, MARKUP, rejected};

/// The page, empty and full.
pub(super) fn page(filled: bool) -> SettingsPage {
    let channel = |failures, resting: bool| {
        ChannelLine::of(ChannelView {
            channel: "mail".to_owned(),
            failures,
            waiting: 2,
            succeeded_at: None,
            failed_at: some(resting, "2026-10-09T09:00:00+08:00"),
            why: some(resting, MARKUP),
            resting_until: some(resting, "2026-10-09T10:00:00+08:00"),
        })
    };
    let message = TroubledLine::of(TroubledView {
        id: 4,
        state: "uncertain".to_owned(),
        channel: "robot".to_owned(),
        number: None,
        user: None,
        attempts: 3,
        why: Some(MARKUP.to_owned()),
        created_at: "2026-10-09T09:00:00+08:00".to_owned(),
        settled_at: None,
    });
    SettingsPage {
        organs: one(),
        organ: 1,
        name: LONG_NAME.to_owned(),
        ladder: ladder(filled),
        settings: SettingsPart {
            form: if filled { rejected(&[("targets", MARKUP)], "targets") } else { Filled::default() },
            targets: TARGETS,
            people: one(),
            reviewers_there: 1,
            effect: filled.then(|| SettingsEffect { changes: vec![MARKUP.to_owned()], in_approval: 1 }),
            checked: String::new(),
        },
        channels: if filled {
            vec![channel(0, false), channel(2, false), channel(3, true)]
        } else {
            Vec::new()
        },
        troubled: if filled { vec![message] } else { Vec::new() },
        messages: Filled::default(),
        summary: if filled { rejected(&[], "rungs") } else { Filled::default() },
        done: filled.then_some("设置已保存。"),
    }
}

fn ladder(filled: bool) -> LadderPart {
    let ladder = settings_form::filled(&Ladder::of_reply());
    let form =
        if filled { ladder.with_faults(vec![("rungs".to_owned(), MARKUP.to_owned())]) } else { ladder };
    let at_once = |level| AtOnce {
        number: "QSZR-2026-00001".to_owned(),
        organ: LONG_NAME.to_owned(),
        on: day(9),
        level,
    };
    let named = vec![at_once(-3), at_once(0), at_once(2)];
    LadderPart {
        slots: settings_form::slots(&form),
        form,
        audiences: settings_form::audiences(),
        travels: settings_form::travels(),
        of: "系统随附的设置".to_owned(),
        version: 0,
        effect: filled.then_some(LadderEffect { examined: 9, at_once: 3, named, ended: 1 }),
        checked: String::new(),
    }
}
