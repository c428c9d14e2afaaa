//! Samples of replies: one for each code, one for mixed items, one of a government.

use super::context::LetterContext;
use super::parts::{Addressee, Basics, Court, OrganFacts, ReviewOrgan, You};
use super::reply::{ItemContext, ReplyContext, Stated};
use super::samples::{basics, day, organ};
use crate::law::forum::{CourtLevel, OrganKind};
use crate::law::reply::{ReplyCode, ReplyFact};

/// One reply a code, then the mixed ones.
pub fn all() -> Vec<LetterContext> {
    let mut replies: Vec<LetterContext> =
        ReplyCode::ALL.into_iter().map(|code| single(code).into()).collect();
    replies.push(mixed().into());
    replies.push(of_a_government().into());
    replies
}

/// A reply to one item.
pub fn single(code: ReplyCode) -> ReplyContext {
    let basics = basics();
    ReplyContext {
        items: vec![item(1, code, &basics.request)],
        corrected_on: (code == ReplyCode::D3).then(|| day(10, 9)),
        attachments: attachments(code),
        basics,
    }
}

fn attachments(code: ReplyCode) -> Vec<String> {
    let names: &[&str] = match code {
        ReplyCode::A2 | ReplyCode::B => &["李沟村2024年征地补偿安置方案"],
        _ => &[],
    };
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A reply to an organisation's four items, granted, withheld and not there.
pub fn mixed() -> ReplyContext {
    let wished = [
        (ReplyCode::A2, "李沟村2024年征地补偿安置方案"),
        (ReplyCode::C6, "征地补偿标准集体会审的会议记录"),
        (ReplyCode::D1a, "李沟村1998年以前的土地征收批文"),
        (ReplyCode::D1b, "李沟村村民养老保险参保登记情况"),
    ];
    let items: Vec<ItemContext> =
        wished.iter().zip(1..).map(|((code, words), number)| item(number, *code, words)).collect();
    let request = wished.iter().map(|(_, words)| *words).collect::<Vec<_>>().join("；");
    ReplyContext {
        basics: Basics {
            applicant: Addressee { name: "陇上律师事务所".to_owned(), you: You::Organisation },
            request,
            ..basics()
        },
        corrected_on: None,
        items,
        attachments: attachments(ReplyCode::A2),
    }
}

/// A county's government: reviewed by the city, sued in the intermediate court.
fn of_a_government() -> ReplyContext {
    let organ = OrganFacts {
        name: "清水县人民政府".to_owned(),
        kind: OrganKind::LocalGovernment,
        office: "清水县人民政府办公室".to_owned(),
        review: vec![ReviewOrgan {
            name: "天河市人民政府".to_owned(),
            address: "天河市民主路1号天河市司法局行政复议受理中心".to_owned(),
        }],
        online_review: Some("天河市人民政府门户网站“行政复议”栏目".to_owned()),
        court: Some(Court {
            name: "天河市中级人民法院".to_owned(),
            address: "天河市建设路77号".to_owned(),
            level: CourtLevel::Intermediate,
        }),
        ..organ()
    };
    let base = single(ReplyCode::A1);
    ReplyContext { basics: Basics { organ, ..base.basics }, ..base }
}

/// One item with all that its code demands.
pub fn item(number: u16, code: ReplyCode, information: &str) -> ItemContext {
    let stated = code.demanded().iter().fold(Stated::default(), |stated, fact| {
        let words = words(code, *fact);
        stated.with(*fact, words)
    });
    let stated = if code == ReplyCode::E1 {
        stated.with(ReplyFact::Access, "清水县信访局，地址：清水县永清路3号，电话：0938-7150101。")
    } else {
        stated
    };
    ItemContext { number, information: information.to_owned(), code, stated }
}

fn words(code: ReplyCode, fact: ReplyFact) -> &'static str {
    match fact {
        ReplyFact::Access => access(code),
        ReplyFact::Reasons => reasons(code),
        ReplyFact::Article => article(code),
        ReplyFact::SecrecyReference => "该文件标有“秘密”标识，保密期限十年，自2021年3月起算。",
        ReplyFact::ThirdPartyOpinion => {
            "本机关于2026年9月24日书面征求第三方意见，第三方于2026年9月30日答复不同意公开并说明理由，经审查理由成立。"
        }
        ReplyFact::SearchLog => {
            "在本机关档案室征收类案卷（1985年至1999年）和公文处理系统中，以村名、项目名和年份为条件逐卷检索，均未检索到。"
        }
        ReplyFact::RightOrgan => "清水县人力资源和社会保障局，地址：清水县永清路20号，电话：0938-7150033。",
        ReplyFact::QueryChannel => {
            "《不动产登记暂行条例》；可以持有效身份证明到清水县不动产登记中心查询窗口办理，电话：0938-7150055。"
        }
        ReplyFact::EarlierReply => "本机关于2026年6月12日作出清自然资公开答〔2026〕9号答复书，已经送达。",
        ReplyFact::ReasonsGiven => {
            "本机关于2026年9月24日要求说明理由，收到的书面说明为“备查”，未说明与所需信息的关系。"
        }
        ReplyFact::Correction => {
            "本机关于2026年9月23日发出补正告知书，2026年10月9日收到补正内容，仍为“与土地有关的全部文件”。"
        }
    }
}

fn access(code: ReplyCode) -> &'static str {
    match code {
        ReplyCode::A1 => "清水县人民政府门户网站“土地征收”专栏，2024年5月17日发布的征地补偿安置方案公告。",
        ReplyCode::E3 => "《清水县人民政府公报》2024年第3期，清水县图书馆、清水县政务服务中心可以免费查阅。",
        _ => "随本答复书以纸质形式邮寄至申请表所填的通信地址。",
    }
}

fn article(code: ReplyCode) -> &'static str {
    match code {
        ReplyCode::B => "《中华人民共和国政府信息公开条例》第十五条。",
        ReplyCode::C2 => {
            "《中华人民共和国政府信息公开条例》第十四条，《中华人民共和国统计法》关于统计资料保密的规定。"
        }
        ReplyCode::C4 => "《中华人民共和国政府信息公开条例》第十五条、第三十二条。",
        ReplyCode::C5 => "《中华人民共和国政府信息公开条例》第十六条第一款。",
        ReplyCode::C6 | ReplyCode::C7 => "《中华人民共和国政府信息公开条例》第十六条第二款。",
        _ => "《中华人民共和国政府信息公开条例》第十四条。",
    }
}

fn reasons(code: ReplyCode) -> &'static str {
    use ReplyCode::*;
    match code {
        B => {
            "方案所附补偿登记表载有各户的户主姓名、人口和银行账户，属于个人隐私，公开会对其合法权益造成损害。"
        }
        C1 => "该文件经依法定密，尚在保密期限内。",
        C2 => "该资料能够识别单个统计调查对象，依法不得对外提供。",
        C3 => "该资料载有重要供水设施的点位和防护参数，公开后可能被用于破坏，危及公共安全。",
        C4 => "评估明细载有设备型号、数量和购置价格，未对外公布，公开会削弱其竞争地位。",
        C5 => "所需信息为本机关值班安排和车辆调度，属于后勤管理和内部工作流程方面的信息，不对外发生效力。",
        C6 => "会议记录为决策过程中的讨论意见，公开可能影响决策过程的坦率交流，最终决定已经对外公布。",
        C7 => "该案卷为正在办理的违法占地案件的调查材料，公开可能影响调查取证。",
        D1b => "该信息由其他行政机关在履行职责过程中制作、保存，本机关未制作也未保存。",
        D2 => "本机关只保存逐宗登记材料，没有按年龄段汇总的数据，形成所需结果需要重新统计、分析。",
        D3 => "补正内容没有指明文件名称、文号或者其他可以据以查找的特征。",
        E1 => "所提内容为要求查处邻户违法占地，没有指向以一定形式记录、保存的政府信息。",
        E2 => "两次申请的申请人和所需信息均相同，此前答复后该信息没有变化。",
        E4 => "说明的理由与所需信息没有关联，申请的数量、频次明显超过合理范围。",
        E5 => "所附材料即为本机关此前提供的复印件，申请内容为要求加盖“与原件一致”的印章。",
        A1 | A2 | C8 | D1a | E3 => "",
    }
}
