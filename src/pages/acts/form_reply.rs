//! The forms of acts on the reply, its delivery, and the end of a case.

use super::forms::{Field, Form, Ground, today, units};
use crate::documents::texts::code_title;
use crate::law::act::ActKind;
use crate::law::reply::ReplyCode;
use crate::pages::desk::words::{Choice, choice};

/// The form of an act.
pub fn of_reply(kind: ActKind, ground: &Ground) -> Form {
    use ActKind::*;
    let today = |name: &str, label: &str| today(ground, name, label);
    match kind {
        SubmitForApproval => {
            Form::of("报批", Vec::new()).note("审批人看到的就是将要签发的文书；报批后退回才能修改。")
        }
        Seal => Form::of(
            "登记用印",
            vec![
                Field::new("pick", "kind", "印章")
                    .from(vec![choice("paper", "实物印章"), choice("electronic", "电子印章")])
                    .with("paper"),
            ],
        ),
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
        _ => of_end(kind, ground),
    }
}

/// The acts that end a case, hold it, or begin it anew.
fn of_end(kind: ActKind, ground: &Ground) -> Form {
    use ActKind::*;
    let today = |name: &str, label: &str| today(ground, name, label);
    let area = |name: &str, label: &str| Field::new("area", name, label);
    match kind {
        RequestWithdrawal => Form::of("登记撤回申请", Vec::new())
            .note("登记申请人要求撤回；与申请人核实后再确认撤回，在此之前期限照常计算。"),
        Withdraw => {
            let on = ground.choices.withdrawal_requested.unwrap_or(ground.today);
            Form::alive(
                "确认撤回",
                vec![
                    Field::new("day", "on", "申请人申请撤回之日").with(on.to_string()),
                    area("proof", "核实情况").hint("书面材料，或者与申请人核实的时间和方式"),
                ],
            )
            .note("撤回后本案办结，不再答复。")
        }
        AnswerOnTheSpot => on_the_spot(ground),
        Hold => Form::of(
            "暂停提供",
            vec![area("reason", "理由").say(&["第三方已提起行政复议、行政诉讼，复议机关、法院要求停止执行"])],
        )
        .note("暂停后不能送达，恢复提供后继续；答复期限照常计算。"),
        Release => Form::of("恢复提供", vec![area("reason", "理由")]),
        Shelve => {
            Form::of("存查", vec![area("attempts", "联系申请人的经过").hint("逐次写明日期、方式和结果")])
                .note("只有无法与申请人取得联系的申请才能存查；取得联系后恢复办理。")
        }
        Revive => Form::of("恢复办理", vec![area("reason", "取得联系的经过")]),
        Link => link(),
        Archive => Form::of("归档", Vec::new()).note("案件办结、材料齐全后归档；归档后不能再办理。"),
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

fn link() -> Form {
    Form::of(
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
    .note("关联后每件案件仍各有各的期限。")
}

fn deliver(ground: &Ground) -> Form {
    let method = [
        ("post", "邮寄（邮政企业）"),
        ("handed_over", "直接送达"),
        ("electronic", "电子方式"),
        ("entrusted", "委托送达"),
        ("courier", "快递企业（不合规定）"),
    ];
    Form::alive(
        "登记送达",
        vec![
            Field::new("pick", "method", "送达方式")
                .from(method.map(|(value, label)| choice(value, label)).to_vec())
                .with("post"),
            today(ground, "dispatched_on", "发出日期"),
            Field::new("day", "signed_on", "签收日期").hint("直接送达的填写；邮寄的签收后另行登记"),
            Field::new("text", "tracking", "邮件号"),
            Field::new("text", "chosen", "申请人选择电子方式的情况")
                .hint("以电子方式送达而申请时没有选择的，请写明申请人何时、怎样选择"),
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
                .hint("获取信息的方式、途径；行政查询事项写明法律依据和查询途径"),
        );
    }
    fields.push(Field::new("area", "authorisation", "签发人的常设授权"));
    fields.push(Field::new("area", "signature", "申请人签字或者笔录所在"));
    Form::alive("当场答复", fields).note("当场答复一并登记各个环节，次日列入签发人的清单。")
}
