//! The forms of acts: which fields each asks for, how they are called, and what stands in them at first.

use chrono::NaiveDate;
use serde::Serialize;

use super::{form_measures, form_reply};
use crate::casework::act_choices::Choices;
use crate::casework::case_file::CaseFile;
use crate::casework::offered::{Ask, Task};
use crate::casework::office::Unit;
use crate::law::act::ActKind;
use crate::pages::desk::words::{Choice, choice};

/// A field of a form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Field {
    /// `day` `text` `number` `area` `pick` `tick` `ticks`.
    pub kind: &'static str,
    pub name: String,
    pub label: String,
    pub hint: String,
    /// What stands in it at first; of a tick, whether it is set.
    pub value: String,
    pub options: Vec<Choice>,
    /// Common words that can be put in with a click.
    pub phrases: Vec<&'static str>,
}

impl Field {
    pub fn new(kind: &'static str, name: &str, label: &str) -> Field {
        Field { kind, name: name.to_owned(), label: label.to_owned(), ..Field::default() }
    }

    pub fn hint(self, hint: &str) -> Field {
        Field { hint: hint.to_owned(), ..self }
    }

    pub fn with(self, value: impl Into<String>) -> Field {
        Field { value: value.into(), ..self }
    }

    pub fn from(self, options: Vec<Choice>) -> Field {
        Field { options, ..self }
    }

    pub fn say(self, phrases: &[&'static str]) -> Field {
        Field { phrases: phrases.to_vec(), ..self }
    }
}

/// A button that sends the form.
#[derive(Clone, Debug, Serialize)]
pub struct Button {
    pub label: &'static str,
    /// What it says in the field `way`; nothing for the only one.
    pub way: &'static str,
}

/// A form.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Form {
    /// What one should know before.
    pub notes: Vec<String>,
    pub fields: Vec<Field>,
    /// Whether the fields of an act dated before today stand below (decision 23).
    pub backdating: bool,
    pub buttons: Vec<Button>,
    /// Whether dates or a letter are shown while it is filled in.
    pub alive: bool,
}

impl Form {
    pub(super) fn of(button: &'static str, fields: Vec<Field>) -> Form {
        Form { fields, buttons: vec![Button { label: button, way: "" }], ..Form::default() }
    }

    pub(super) fn alive(button: &'static str, fields: Vec<Field>) -> Form {
        Form { alive: true, ..Form::of(button, fields) }
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Form {
        self.notes.push(note.into());
        self
    }

    pub(super) fn backdated(self) -> Form {
        Form { backdating: true, ..self }
    }
}

/// What the forms are made of.
#[derive(Clone, Debug)]
pub struct Ground {
    pub file: CaseFile,
    pub choices: Choices,
    pub units: Vec<Unit>,
    /// What the law says against a measure before anybody overrides it.
    pub objection: Option<String>,
    pub today: NaiveDate,
}

/// The form of a task.
pub fn form(ask: &Ask, ground: &Ground) -> Form {
    match ask.task {
        Task::Propose(kind) => {
            let fields = form_measures::fields(kind, ground);
            let mut form = Form::alive("提出，送审批", fields);
            form.notes = form_measures::notes(kind, ground);
            form
        }
        Task::Split => split(ground),
        Task::SignLetter => {
            Form::of("签发", Vec::new()).note("签发后编文号、定成文日期；拟稿人不能签发自己拟的文书。")
        }
        Task::Act(kind) => of_act(kind, ask.number, ground),
    }
}

pub(super) fn today(ground: &Ground, name: &str, label: &str) -> Field {
    Field::new("day", name, label).with(ground.today.to_string())
}

pub(super) fn units(ground: &Ground) -> Vec<Choice> {
    ground.units.iter().map(|unit| choice(unit.id.to_string(), unit.name.clone())).collect()
}

fn of_act(kind: ActKind, number: Option<u32>, ground: &Ground) -> Form {
    use ActKind::*;
    let today = |name: &str, label: &str| today(ground, name, label);
    let area = |name: &str, label: &str| Field::new("area", name, label);
    match kind {
        ConfirmReceipt => Form::alive("确认收到", vec![today("on", "与申请人确认收到之日")])
            .note("确认之日为收到申请之日，期限自次日起计算。")
            .backdated(),
        CorrectFact => correct_fact(ground),
        Assign => assign(ground),
        SignFor => Form::of("签收", Vec::new()).note("签收后由您承办；职责不符的，请退回转办。"),
        ReturnAssignment => Form::of(
            "退回",
            vec![area("reason", "退回理由").say(&["不属于本机构职责", "信息由其他机构制作保存"])],
        ),
        ApproveMeasure | RefuseMeasure => refuse(),
        DispatchMeasure => {
            let mail = Field::new("text", "tracking", "邮件号").hint("邮寄的填写，可以不填");
            Form::alive("登记发出", vec![today("on", "发出日期"), mail])
                .note("期限自发出之日起变动。")
                .backdated()
        }
        RecordReceipt => Form::alive("登记签收", vec![today("on", "对方签收日期")])
            .note("对方的期限自实际签收之日起计算。"),
        RecordCorrection => Form::alive(
            "登记补正",
            vec![
                today("on", "收到补正之日"),
                Field::new("day", "submitted_on", "网上、邮件、传真补正的提交日期")
                    .hint("与收到之日不同的填写"),
                area("content", "补正内容"),
            ],
        )
        .note("答复期限自收到补正之日的次日起重新计算。"),
        RecordAnswer => record_answer(number, ground),
        RecordPayment => Form::alive("登记缴费", vec![today("on", "缴费日期")]),
        AskCoHandling => ask_co_handling(ground),
        AnswerCoHandling => answer_co_handling(number, ground),
        ProposeOpinion => {
            let mut fields = form_measures::confirmation(ground);
            fields.push(area("opinion", "办理意见").say(&[
                "拟予公开",
                "拟部分公开，对不应当公开的内容作区分处理",
                "拟不予公开，理由和依据见拟定答复",
                "经检索没有找到相关信息，拟告知不存在",
            ]));
            Form::alive("提出办理意见", fields)
        }
        _ => form_reply::of_reply(kind, ground),
    }
}

fn refuse() -> Form {
    let reason = Field::new("area", "reason", "不同意的理由").say(&[
        "理由不充分，请补充后重新提出",
        "可以直接答复，不需要此项办理",
        "文书内容需要修改后重新提出",
    ]);
    Form::of("不同意", vec![reason])
}

fn correct_fact(ground: &Ground) -> Form {
    let option = |day: &crate::casework::act_choices::CorrectableDay| {
        let on = crate::law::wording::day(day.on);
        choice(format!("{}|{}", day.event, day.field), format!("第{}项 {} {on}", day.event, day.what))
    };
    Form::alive(
        "更正",
        vec![
            Field::new("pick", "day", "要更正的日期").from(ground.choices.days.iter().map(option).collect()),
            Field::new("day", "on", "正确的日期"),
            Field::new("area", "reason", "更正理由"),
        ],
    )
    .note("更正在原来的位置生效，原记录仍可查看；使期限延后的，须附证明材料并由另一人共同确认。")
    .backdated()
}

fn assign(ground: &Ground) -> Form {
    let people = ground.units.iter().flat_map(|unit| {
        unit.handlers.iter().map(|one| choice(one.id.to_string(), format!("{} {}", unit.name, one.name)))
    });
    let again = ground.file.unit.is_some();
    let reason = if again { "改派理由" } else { "说明（可以不填）" };
    Form::of(
        if again { "改派" } else { "分办" },
        vec![
            Field::new("pick", "unit", "承办机构").from(units(ground)),
            Field::new("pick", "handler", "承办人（可以不选）").from(people.collect()),
            Field::new("area", "reason", reason),
        ],
    )
}

fn record_answer(number: Option<u32>, ground: &Ground) -> Form {
    let measure = ground.choices.measures.iter().find(|measure| Some(measure.number) == number);
    let mut fields = vec![today(ground, "on", "收到答复之日")];
    if measure.is_some_and(|measure| measure.is_consultation) {
        fields.push(
            Field::new("pick", "agrees", "对方意见")
                .from(vec![choice("yes", "同意公开"), choice("no", "不同意公开")]),
        );
    }
    fields.push(Field::new("area", "answer", "答复内容"));
    Form::alive("登记答复", fields)
}

fn ask_co_handling(ground: &Ground) -> Form {
    let own = ground.file.unit.as_deref();
    let other = ground.units.iter().filter(|unit| Some(unit.name.as_str()) != own);
    let others = other.map(|unit| choice(unit.id.to_string(), unit.name.clone())).collect();
    Form::alive(
        "请求会办",
        vec![
            Field::new("pick", "unit", "协办机构").from(others),
            Field::new("area", "about", "协办事项").say(&["请提供申请所涉信息", "请就是否公开提出意见"]),
            Field::new("day", "answer_by", "回复期限").with(ground.choices.answer_by.to_string()),
            Field::new("tick", "letter", "同时拟制协办函，送公开工作机构负责人签发").with("yes"),
        ],
    )
    .note("会办、协办在机关内部进行，不影响答复期限。")
}

fn answer_co_handling(number: Option<u32>, ground: &Ground) -> Form {
    let asked = ground.choices.co_handling.iter().find(|asked| Some(asked.number) == number);
    let mut form = Form::of("答复会办", vec![Field::new("area", "answer", "答复内容")]);
    if let Some(asked) = asked {
        let by = crate::law::wording::at_the_latest(asked.answer_by);
        form.notes.push(format!("协办事项：{}。{by}回复。", asked.about.trim_end_matches('。')));
    }
    form
}

fn split(ground: &Ground) -> Form {
    let option = |item: &crate::casework::view::ItemView| {
        choice(item.item.to_string(), format!("第{}项 {}", item.item, item.description))
    };
    Form::of(
        "拆分",
        vec![
            Field::new("ticks", "items", "拆分出去的内容")
                .from(ground.file.case.items.iter().map(option).collect()),
        ],
    )
    .note("选中的内容另立一件，收到之日不变；原案至少保留一项。")
}
