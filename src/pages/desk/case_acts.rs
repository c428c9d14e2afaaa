//! The clerk's acts as plain forms: from what was typed to an act, and what each form is called.
//!
//! All forms stand on one page, so each field is named with its form's name before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::casework::case_file::CaseFile;
use crate::law::act::{Act, SealKind};
use crate::law::deadline::DeliveryMethod;
use crate::law::text::{UnitId, UserId};
use crate::pages::fields::{Faults, Reader};
use crate::pages::form::{Fields, Filled};

/// The names of the fields, for showing what was typed.
const LABELS: [(&str, &str); 26] = [
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
    ("deliver-chosen", "申请人选择电子方式的情况"),
    ("deliver-reason", "补记理由"),
    ("dispatch-number", "办理事项"),
    ("dispatch-on", "发出日期"),
    ("dispatch-tracking", "邮件号"),
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
    let mut reader = Reader::new(fields);
    let act = Form(&mut reader).act();
    reader.finish(act, "请选择要办理的事项")
}

struct Form<'r, 'a>(&'r mut Reader<'a>);

impl Form<'_, '_> {
    fn act(&mut self) -> Option<Act> {
        Some(match self.0.fields.get("act") {
            "confirm_receipt" => Act::ConfirmReceipt {
                on: self.0.day("confirm-on")?,
                backdating: self.0.backdating("confirm"),
            },
            "assign" => {
                let unit = self.0.number::<i64>("assign-unit", "请选择承办机构");
                let handler = self.0.fields.get("assign-handler").parse().ok().map(UserId);
                let reason = self.0.text("assign-reason");
                Act::Assign { unit: UnitId(unit?), handler, reason }
            }
            "seal" => Act::Seal {
                kind: match self.0.fields.get("seal-kind") {
                    "electronic" => SealKind::Electronic,
                    _ => SealKind::Paper,
                },
            },
            "deliver" => self.deliver()?,
            "dispatch_measure" => {
                let number = self.0.number::<u32>("dispatch-number", "请选择要发出的文书");
                let on = self.0.day("dispatch-on");
                let tracking = self.0.tracking("dispatch-tracking");
                let backdating = self.0.backdating("dispatch");
                Act::DispatchMeasure { number: number?, on: on?, tracking, backdating }
            }
            "record_delivery" => {
                let delivery = self.0.number::<u32>("signed-delivery", "请选择第几次送达");
                let on = self.0.day("signed-on");
                Act::RecordDelivery { delivery: delivery?, on: on? }
            }
            "record_returned_mail" => {
                let delivery = self.0.number::<u32>("returned-delivery", "请选择第几次送达");
                let on = self.0.day("returned-on");
                let own_wrong_address = self.0.fields.get("returned-own") == "yes";
                Act::RecordReturnedMail { delivery: delivery?, on: on?, own_wrong_address }
            }
            "record_correction" => Act::RecordCorrection {
                on: self.0.day("correction-on")?,
                submitted_on: None,
                content: self.0.text("correction-content"),
            },
            "record_payment" => Act::RecordPayment { on: self.0.day("paid-on")? },
            "archive" => Act::Archive {},
            _ => return None,
        })
    }

    fn deliver(&mut self) -> Option<Act> {
        let method = match self.0.fields.get("deliver-method") {
            "handed_over" => DeliveryMethod::HandedOver,
            "entrusted" => DeliveryMethod::Entrusted,
            "electronic" => DeliveryMethod::Electronic,
            "courier" => DeliveryMethod::Courier,
            _ => DeliveryMethod::Post,
        };
        let dispatched_on = self.0.optional_day("deliver-dispatched");
        let signed_on = self.0.optional_day("deliver-signed");
        let tracking = self.0.tracking("deliver-tracking");
        let chosen = self.0.text("deliver-chosen");
        let backdating = self.0.backdating("deliver");
        Some(Act::Deliver {
            method,
            dispatched_on: dispatched_on?,
            signed_on: signed_on?,
            tracking,
            chosen,
            backdating,
        })
    }
}
