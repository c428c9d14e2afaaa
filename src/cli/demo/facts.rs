//! What the replies of the demonstration state: reasons, bases, searches, as an office writes them.

use crate::law::reply::{ReplyCode, ReplyFact};

/// The words for a fact of a reply to an item.
pub(super) fn words(code: ReplyCode, fact: ReplyFact, item: &str) -> &'static str {
    match fact {
        ReplyFact::Access => "可在县政府网站政府信息公开专栏查阅，或者到本机关查阅、复制。",
        ReplyFact::Reasons => reasons(code, item),
        ReplyFact::Article => article(code, item),
        ReplyFact::SecrecyReference => "该文件标有“秘密”标识，保密期限十年，尚未届满。",
        ReplyFact::ThirdPartyOpinion => {
            "本机关已经书面征求第三方意见，第三方在十五个工作日内答复不同意公开并说明了理由，经审查理由成立。"
        }
        ReplyFact::SearchLog => {
            "在公文处理系统和档案室中，以文件名称、文号和年份为条件逐卷检索，均未检索到。"
        }
        ReplyFact::RightOrgan => right_organ(item),
        ReplyFact::QueryChannel => {
            "《不动产登记暂行条例》；可以持有效身份证明到县政务大厅不动产登记窗口查询。"
        }
        ReplyFact::EarlierReply => "本机关对上一次申请已经作出答复书，文号为公开答第1号，并已送达。",
        ReplyFact::ReasonsGiven => "收到的书面说明为“备查”，未说明与所需信息的关系。",
        ReplyFact::Correction => "补正告知书发出后，收到的补正内容为“全部有关文件”，与原申请相同。",
    }
}

fn reasons(code: ReplyCode, item: &str) -> &'static str {
    use ReplyCode::*;
    match code {
        B if item.contains("采矿权") => {
            "附件中的报价明细未对外公布，属于第三方的商业秘密，公开会削弱其竞争地位。"
        }
        B if item.contains("审计报告") => {
            "报告所附的材料采购单价由施工单位提供且未对外公布，属于商业秘密，公开会削弱其竞争地位。"
        }
        B => "台账载有各户的户主姓名、身份证号码和家庭成员，属于个人隐私，公开会对其合法权益造成损害。",
        C1 => "该文件经依法定密，尚在保密期限内。",
        C2 => "该资料能够识别单个统计调查对象，依法不得对外提供。",
        C3 => "该资料载有重要供水设施的点位和防护参数，公开后可能被用于破坏，危及公共安全。",
        C4 => "登记资料载有土地使用权人的出资比例和抵押金额，未对外公布，公开会对其经营造成损害。",
        C5 if item.contains("职称") => {
            "打分表为评审中的内部评议记录，属于人事管理方面的信息，评审结果已经对外公示。"
        }
        C5 => "明细为本机关车辆的加油、维修记录，属于后勤管理方面的信息，年度决算数已经对外公布。",
        C6 => "论证材料为决策过程中的讨论意见，公开可能影响决策过程的坦率交流，调整方案尚未确定。",
        C7 => "该案卷为正在办理的违法占地案件的调查材料，公开可能影响调查取证。",
        D1b if item.contains("建设用地") => {
            "建设用地审批由自然资源主管部门办理，该文件由其制作、保存，本机关没有保存。"
        }
        D1b => "家庭存款核查由民政部门组织，核查结果由其保存，本机关没有保存。",
        D2 => "本机关只保存逐宗登记材料，没有汇总的数据，形成所需结果需要重新统计、分析。",
        D3 => "补正内容没有指明文件名称、文号或者其他可以据以查找的特征。",
        E1 => "所提内容为要求查处邻户违法占地，没有指向以一定形式记录、保存的政府信息。",
        E2 => "两次申请的申请人和所需信息均相同，此前答复后该信息没有变化。",
        E4 => "说明的理由与所需信息没有关联，申请的数量、频次明显超过合理范围。",
        E5 => "所附材料即为本机关此前提供的复印件，申请内容为要求加盖“与原件一致”的印章。",
        A1 | A2 | C8 | D1a | E3 => "该信息可以直接获取。",
    }
}

fn article(code: ReplyCode, item: &str) -> &'static str {
    use ReplyCode::*;
    match code {
        C5 => "《中华人民共和国政府信息公开条例》第十六条第一款。",
        C6 | C7 => "《中华人民共和国政府信息公开条例》第十六条第二款。",
        B if item.contains("采矿权") => "《中华人民共和国政府信息公开条例》第十五条、第三十二条。",
        B | C4 => "《中华人民共和国政府信息公开条例》第十五条。",
        _ => "《中华人民共和国政府信息公开条例》第十四条。",
    }
}

fn right_organ(item: &str) -> &'static str {
    if item.contains("建设用地") {
        "清水县自然资源局，地址：清水县文化路12号。"
    } else {
        "清水县民政局，地址：清水县新城路1号。"
    }
}
