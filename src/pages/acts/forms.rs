//! The forms of acts: which fields each asks for, how they are called, and what stands in them at first.

use chrono::NaiveDate;
use serde::Serialize;

use super::form_measures;
use crate::casework::act_choices::Choices;
use crate::casework::case_file::CaseFile;
use crate::casework::offered::{Ask, Task};
use crate::casework::office::Unit;
use crate::documents::texts::code_title;
use crate::law::act::ActKind;
use crate::law::reply::ReplyCode;
use crate::law::roles::Role;
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
    fn of(button: &'static str, fields: Vec<Field>) -> Form {
        Form { fields, buttons: vec![Button { label: button, way: "" }], ..Form::default() }
    }

    fn alive(button: &'static str, fields: Vec<Field>) -> Form {
        Form { alive: true, ..Form::of(button, fields) }
    }

    fn note(mut self, note: impl Into<String>) -> Form {
        self.notes.push(note.into());
        self
    }

    fn backdated(self) -> Form {
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
    pub role: Role,
}

/// The form of a task.
pub fn form(ask: &Ask, ground: &Ground) -> Form {
    match ask.task {
        Task::Propose(kind) => {
            let fields = form_measures::fields(kind, ground);
            let mut form = Form::alive("提出,送审批", fields);
            form.notes = form_measures::notes(kind, ground);
            form
        }
        Task::Split => split(ground),
        Task::SignLetter => {
            Form::of("签发", Vec::new()).note("签发后编文号、定成文日期;拟稿人不能签发自己拟的文书。")
        }
        Task::Act(kind) => of_act(kind, ask.number, ground),
    }
}

fn today(ground: &Ground, name: &str, label: &str) -> Field {
    Field::new("day", name, label).with(ground.today.to_string())
}

fn units(ground: &Ground) -> Vec<Choice> {
    ground.units.iter().map(|unit| choice(unit.id.to_string(), unit.name.clone())).collect()
}

fn of_act(kind: ActKind, number: Option<u32>, ground: &Ground) -> Form {
    use ActKind::*;
    let today = |name: &str, label: &str| today(ground, name, label);
    let area = |name: &str, label: &str| Field::new("area", name, label);
    match kind {
        ConfirmReceipt => Form::alive("确认收到", vec![today("on", "与申请人确认收到之日")])
            .note("确认之日为收到申请之日,期限自次日起计算。")
            .backdated(),
        CorrectFact => correct_fact(ground),
        Assign => assign(ground),
        SignFor => Form::of("签收", Vec::new()).note("签收后由您承办;职责不符的,请退回转办。"),
        ReturnAssignment => Form::of(
            "退回",
            vec![area("reason", "退回理由").say(&["不属于本机构职责", "信息由其他机构制作保存"])],
        ),
        ApproveMeasure | RefuseMeasure => refuse(),
        DispatchMeasure => {
            Form::alive("登记发出", vec![today("on", "发出日期")]).note("期限自发出之日起变动。").backdated()
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
                "拟部分公开,对不应当公开的内容作区分处理",
                "拟不予公开,理由和依据见拟定答复",
                "经检索没有找到相关信息,拟告知不存在",
            ]));
            Form::alive("提出办理意见", fields)
        }
        _ => of_reply(kind, ground),
    }
}

fn refuse() -> Form {
    let reason = Field::new("area", "reason", "不同意的理由").say(&[
        "理由不充分,请补充后重新提出",
        "可以直接答复,不需要此项办理",
        "文书内容需要修改后重新提出",
    ]);
    Form::of("不同意", vec![reason])
}

fn of_reply(kind: ActKind, ground: &Ground) -> Form {
    use ActKind::*;
    let today = |name: &str, label: &str| today(ground, name, label);
    let area = |name: &str, label: &str| Field::new("area", name, label);
    match kind {
        SubmitForApproval => {
            Form::of("报批", Vec::new()).note("审批人看到的就是将要签发的文书;报批后退回才能修改。")
        }
        Seal => Form::of(
            "登记用印",
            vec![
                Field::new("pick", "kind", "印章")
                    .from(vec![choice("paper", "纸质印章"), choice("electronic", "电子印章")])
                    .with("paper"),
            ],
        ),
        NotifyThirdParty => notify_third_party(ground),
        Deliver => deliver(ground),
        RecordDelivery => Form::alive("登记签收", vec![today("on", "签收日期")]),
        RecordReturnedMail => Form::alive(
            "登记退回",
            vec![
                today("on", "退回日期"),
                Field::new("pick", "own", "退回原因")
                    .from(vec![
                        choice("no", "迁址、查无此人、拒收、逾期未领等"),
                        choice("yes", "本机关写错地址"),
                    ])
                    .with("no"),
            ],
        ),
        RequestWithdrawal => Form::of("登记撤回申请", Vec::new())
            .note("登记申请人要求撤回;与申请人核实后再确认撤回,在此之前期限照常计算。"),
        Withdraw => {
            let on = ground.choices.withdrawal_requested.unwrap_or(ground.today);
            Form::alive(
                "确认撤回",
                vec![
                    Field::new("day", "on", "申请人申请撤回之日").with(on.to_string()),
                    area("proof", "核实情况").hint("书面材料,或者与申请人核实的时间和方式"),
                ],
            )
            .note("撤回后本案办结,不再答复。")
        }
        AnswerOnTheSpot => on_the_spot(ground),
        Hold => Form::of(
            "暂停提供",
            vec![area("reason", "理由").say(&["第三方已提起行政复议、行政诉讼,复议机关、法院要求停止执行"])],
        )
        .note("暂停后不能送达,恢复提供后继续;答复期限照常计算。"),
        Release => Form::of("恢复提供", vec![area("reason", "理由")]),
        Shelve => {
            Form::of("存查", vec![area("attempts", "联系申请人的经过").hint("逐次写明日期、方式和结果")])
                .note("只有无法与申请人取得联系的申请才能存查;取得联系后恢复办理。")
        }
        Revive => Form::of("恢复办理", vec![area("reason", "取得联系的经过")]),
        Link => Form::of(
            "关联",
            vec![
                Field::new("text", "case", "另一件案件的登记编号"),
                Field::new("pick", "kind", "关系")
                    .from(vec![
                        choice("related", "相关"),
                        choice("repeats", "重复申请"),
                        choice("answered_together", "合并答复"),
                    ])
                    .with("related"),
            ],
        )
        .note("关联后每件案件仍各有各的期限。"),
        Archive => Form::of("归档", Vec::new()).note("案件办结、材料齐全后归档;归档后不能再办理。"),
        Reopen => Form::alive(
            "重新开始办理",
            vec![
                Field::new("pick", "by", "责令机关")
                    .from(vec![choice("review_organ", "行政复议机关"), choice("court", "人民法院")])
                    .with("review_organ"),
                today("served_on", "决定书、判决书送达本机关之日"),
                area("document", "文书名称和文号"),
            ],
        )
        .note("答复期限自送达之日的次日起重新计算。"),
        _ => Form::default(),
    }
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
    .note("更正在原来的位置生效,原记录仍可查看;使期限延后的,须附证明材料并由另一人共同确认。")
    .backdated()
}

fn assign(ground: &Ground) -> Form {
    let people = ground.units.iter().flat_map(|unit| {
        unit.handlers.iter().map(|one| choice(one.id.to_string(), format!("{} {}", unit.name, one.name)))
    });
    let again = ground.file.unit.is_some();
    let reason = if again { "改派理由" } else { "说明(可以不填)" };
    Form::of(
        if again { "改派" } else { "分办" },
        vec![
            Field::new("pick", "unit", "承办机构").from(units(ground)),
            Field::new("pick", "handler", "承办人(可以不选)").from(people.collect()),
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
            Field::new("tick", "letter", "同时拟制协办函,送公开工作机构负责人签发").with("yes"),
        ],
    )
    .note("会办、协办在机关内部进行,不影响答复期限。")
}

fn answer_co_handling(number: Option<u32>, ground: &Ground) -> Form {
    let asked = ground.choices.co_handling.iter().find(|asked| Some(asked.number) == number);
    let mut form = Form::of("答复会办", vec![Field::new("area", "answer", "答复内容")]);
    if let Some(asked) = asked {
        let by = crate::law::wording::at_the_latest(asked.answer_by);
        form.notes.push(format!("协办事项:{}。{by}回复。", asked.about.trim_end_matches('。')));
    }
    form
}

fn deliver(ground: &Ground) -> Form {
    let method = [
        ("post", "邮寄(邮政企业)"),
        ("handed_over", "直接送达"),
        ("electronic", "电子方式"),
        ("entrusted", "委托送达"),
        ("courier", "快递企业(不合规定)"),
    ];
    Form::alive(
        "登记送达",
        vec![
            Field::new("pick", "method", "送达方式")
                .from(method.map(|(value, label)| choice(value, label)).to_vec())
                .with("post"),
            today(ground, "dispatched_on", "发出日期"),
            Field::new("day", "signed_on", "签收日期").hint("直接送达的填写;邮寄的签收后另行登记"),
            Field::new("text", "tracking", "邮件号"),
        ],
    )
    .backdated()
}

fn on_the_spot(ground: &Ground) -> Form {
    let codes = ReplyCode::ALL.into_iter().filter(|code| code.may_be_answered_on_the_spot());
    let codes: Vec<Choice> = codes.map(|code| choice(format!("{code:?}"), code_title(code))).collect();
    let mut fields = vec![Field::new("pick", "unit", "承办机构").from(units(ground))];
    for item in &ground.file.case.items {
        let number = item.item;
        fields.push(
            Field::new("pick", &format!("code-{number}"), &format!("第{number}项的答复"))
                .hint(&item.description)
                .from(codes.clone()),
        );
        fields.push(
            Field::new("area", &format!("fact-{number}"), &format!("第{number}项的说明"))
                .hint("获取信息的方式、途径;行政查询事项写明法律依据和查询途径"),
        );
    }
    fields.push(Field::new("area", "authorisation", "签发人的常设授权"));
    fields.push(Field::new("area", "signature", "申请人签字或者笔录所在"));
    Form::alive("当场答复", fields).note("当场答复一并登记各个环节,次日列入签发人的清单。")
}

fn notify_third_party(ground: &Ground) -> Form {
    let third =
        ground.choices.measures.iter().filter(|one| one.is_third_party && one.dispatched_on.is_some());
    let name = |one: &crate::casework::act_choices::MeasureInWords| {
        let who = one.said.first().map(|(_, words)| words.clone()).unwrap_or_default();
        choice(one.number.to_string(), who)
    };
    let options: Vec<Choice> = third.map(name).collect();
    let first = options.first().map(|option| option.value.clone()).unwrap_or_default();
    let told = today(ground, "on", "书面告知第三方之日");
    if ground.role != Role::Handler {
        return Form::alive("登记已告知", vec![told]).note("文书由承办人拟制,随答复一并签发。");
    }
    let mut form = Form::alive(
        "拟制告知书",
        vec![
            Field::new("pick", "measure", "第三方").from(options).with(first),
            Field::new("tick", "person", "第三方是自然人"),
            Field::new("area", "content", "决定公开的内容"),
            Field::new("area", "opinion", "第三方的意见")
                .hint("不填写的,用已经登记的答复;没有答复的,写明期限届满未提出意见"),
            Field::new("area", "reason", "决定公开的理由")
                .say(&["不公开会对公共利益造成重大影响", "公开不会损害第三方的合法权益"]),
            Field::new("day", "release_on", "拟公开日期"),
            told,
        ],
    )
    .note("先拟制告知书,由签发人随答复签发;发出后再登记已告知。第三方不同意公开的,告知以前不能送达答复。");
    form.buttons =
        vec![Button { label: "拟制告知书", way: "letter" }, Button { label: "登记已告知", way: "told" }];
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
    .note("选中的内容另立一件,收到之日不变;原案至少保留一项。")
}
