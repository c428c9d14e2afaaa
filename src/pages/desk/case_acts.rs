//! The clerk's acts as plain forms: from what was typed to an act, and what each form is called.
//!
//! All forms stand on one page, so each field is named with its form's name before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::casework::case_file::CaseFile;
use crate::law::act::{Act, Backdating, SealKind};
use crate::law::deadline::DeliveryMethod;
use crate::law::iso;
use crate::law::text::{Text, UnitId, UserId};
use crate::pages::form::{Fields, Filled};

/// What has to be mended: field and words.
pub type Faults = Vec<(String, String)>;

/// The names of the fields, for showing what was typed.
const LABELS: [(&str, &str); 24] = [
    ("confirm-on", "确认收到之日"),
    ("confirm-reason", "补记理由"),
    ("confirm-proof", "证明材料"),
    ("confirm-second", "共同确认人"),
    ("assign-unit", "承办机构"),
    ("assign-handler", "承办人"),
    ("assign-reason", "改派原因"),
    ("seal-kind", "印章"),
    ("deliver-method", "送达方式"),
    ("deliver-dispatched", "发出日期"),
    ("deliver-signed", "签收日期"),
    ("deliver-tracking", "邮件号"),
    ("deliver-reason", "补记理由"),
    ("dispatch-number", "办理事项"),
    ("dispatch-on", "发出日期"),
    ("dispatch-reason", "补记理由"),
    ("signed-delivery", "第几次送达"),
    ("signed-on", "签收日期"),
    ("returned-delivery", "第几次送达"),
    ("returned-on", "退回日期"),
    ("returned-own", "退回原因"),
    ("correction-on", "收到补正之日"),
    ("correction-content", "补正内容"),
    ("paid-on", "缴费日期"),
];

/// What was typed, with the names of the fields.
pub fn typed(fields: &Fields) -> Vec<(String, String)> {
    let said = |(name, label): &(&str, &str)| Some(((*label).to_owned(), fields.filled(name)?));
    LABELS.iter().filter_map(said).collect()
}

/// What stands in the forms before anybody typed.
pub fn with_defaults(form: Filled, file: &CaseFile, today: NaiveDate) -> Filled {
    let today = today.to_string();
    let mut defaults = BTreeMap::from([
        ("seal-kind", "paper".to_owned()),
        ("deliver-method", "post".to_owned()),
        ("returned-own", "no".to_owned()),
    ]);
    let days = [
        "confirm-on",
        "deliver-dispatched",
        "dispatch-on",
        "signed-on",
        "returned-on",
        "correction-on",
        "paid-on",
    ];
    defaults.extend(days.map(|name| (name, today.clone())));
    if let Some(waiting) = file.to_dispatch.first() {
        defaults.insert("dispatch-number", waiting.number.to_string());
    }
    if let Some(sent) = file.deliveries.iter().rfind(|sent| sent.under_way) {
        defaults.insert("signed-delivery", sent.delivery.to_string());
        defaults.insert("returned-delivery", sent.delivery.to_string());
    }
    defaults.into_iter().fold(form, |form, (name, value)| form.with_default(name, value))
}

/// Where a refusal of the law is shown.
pub fn first_field(act: &str) -> &'static str {
    match act {
        "confirm_receipt" => "confirm-on",
        "assign" => "assign-unit",
        "seal" => "seal-kind",
        "deliver" => "deliver-method",
        "dispatch_measure" => "dispatch-on",
        "record_delivery" => "signed-on",
        "record_returned_mail" => "returned-on",
        "record_correction" => "correction-on",
        "record_payment" => "paid-on",
        _ => "archive",
    }
}

/// Where a fault of the casework is shown: its fields have other names.
pub fn field_of(act: &str, field: &str) -> &'static str {
    match (act, field) {
        ("assign", "handler") => "assign-handler",
        ("confirm_receipt", "backdating") => "confirm-second",
        _ => first_field(act),
    }
}

/// Reads the form of an act.
///
/// # Errors
/// What has to be mended.
pub fn read(fields: &Fields) -> Result<Act, Faults> {
    let mut form = Form { fields, faults: Vec::new() };
    let act = form.act();
    match act {
        Some(act) if form.faults.is_empty() => Ok(act),
        _ if form.faults.is_empty() => Err(vec![(String::new(), "请选择要办理的事项".to_owned())]),
        _ => Err(form.faults),
    }
}

struct Form<'a> {
    fields: &'a Fields,
    faults: Faults,
}

impl Form<'_> {
    fn act(&mut self) -> Option<Act> {
        Some(match self.fields.get("act") {
            "confirm_receipt" => {
                Act::ConfirmReceipt { on: self.day("confirm-on")?, backdating: self.backdating("confirm") }
            }
            "assign" => {
                let unit = self.number("assign-unit", "请选择承办机构");
                let handler = self.fields.get("assign-handler").parse().ok().map(UserId);
                let reason = self.text("assign-reason");
                Act::Assign { unit: UnitId(unit?), handler, reason }
            }
            "seal" => Act::Seal {
                kind: match self.fields.get("seal-kind") {
                    "electronic" => SealKind::Electronic,
                    _ => SealKind::Paper,
                },
            },
            "deliver" => self.deliver()?,
            "dispatch_measure" => {
                let number = self.number("dispatch-number", "请选择要发出的文书");
                let on = self.day("dispatch-on");
                let backdating = self.backdating("dispatch");
                Act::DispatchMeasure { number: u32::try_from(number?).ok()?, on: on?, backdating }
            }
            "record_delivery" => {
                let delivery = self.number("signed-delivery", "请选择第几次送达");
                let on = self.day("signed-on");
                Act::RecordDelivery { delivery: u32::try_from(delivery?).ok()?, on: on? }
            }
            "record_returned_mail" => {
                let delivery = self.number("returned-delivery", "请选择第几次送达");
                let on = self.day("returned-on");
                let own_wrong_address = self.fields.get("returned-own") == "yes";
                Act::RecordReturnedMail {
                    delivery: u32::try_from(delivery?).ok()?,
                    on: on?,
                    own_wrong_address,
                }
            }
            "record_correction" => Act::RecordCorrection {
                on: self.day("correction-on")?,
                submitted_on: None,
                content: self.text("correction-content"),
            },
            "record_payment" => Act::RecordPayment { on: self.day("paid-on")? },
            "archive" => Act::Archive {},
            _ => return None,
        })
    }

    fn deliver(&mut self) -> Option<Act> {
        let method = match self.fields.get("deliver-method") {
            "handed_over" => DeliveryMethod::HandedOver,
            "entrusted" => DeliveryMethod::Entrusted,
            "electronic" => DeliveryMethod::Electronic,
            "courier" => DeliveryMethod::Courier,
            _ => DeliveryMethod::Post,
        };
        let dispatched_on = self.optional_day("deliver-dispatched");
        let signed_on = self.optional_day("deliver-signed");
        let tracking = self.text("deliver-tracking");
        let backdating = self.backdating("deliver");
        Some(Act::Deliver {
            method,
            dispatched_on: dispatched_on?,
            signed_on: signed_on?,
            tracking: tracking.map(|text| match text {
                Text::Words(words) => Text::Words(crate::casework::tracking::mend(&words).to_uppercase()),
                stored @ Text::Stored(_) => stored,
            }),
            backdating,
        })
    }

    fn fault(&mut self, field: &str, message: impl Into<String>) {
        self.faults.push((field.to_owned(), message.into()));
    }

    fn day(&mut self, name: &str) -> Option<NaiveDate> {
        let day = iso::parse_day(self.fields.get(name));
        if day.is_none() {
            self.fault(name, "请填写日期,写作2026-03-02的形式");
        }
        day
    }

    /// None after a fault; no day is a day too.
    fn optional_day(&mut self, name: &str) -> Option<Option<NaiveDate>> {
        if self.fields.get(name).is_empty() { Some(None) } else { self.day(name).map(Some) }
    }

    fn number(&mut self, name: &str, missing: &str) -> Option<i64> {
        let number = self.fields.get(name).parse().ok();
        if number.is_none() {
            self.fault(name, missing);
        }
        number
    }

    fn text(&mut self, name: &str) -> Option<Text> {
        let words = self.fields.filled(name)?;
        match Text::parse(&words) {
            Ok(text) => Some(text),
            Err(fault) => {
                self.fault(name, fault.to_string());
                None
            }
        }
    }

    /// Decision 23: reason, proof and second person, where they were given.
    fn backdating(&mut self, form: &str) -> Option<Backdating> {
        let reason = self.text(&format!("{form}-reason"))?;
        let proof = self.text(&format!("{form}-proof"));
        let second_person = self.fields.get(&format!("{form}-second")).parse().ok().map(UserId);
        Some(Backdating { reason, proof, second_person })
    }
}
