//! The answers of the 决定向导, and where each leads ([`super::wizard`]).

use super::reply::ReplyCode::{
    A1, A2, B, C1, C2, C3, C4, C5, C6, C7, C8, D1a, D1b, D2, D3, E1, E2, E3, E4, E5,
};
use super::wizard::Lead::{self, Ask, Reply, Withheld, Withhold};
use super::wizard::{Choice, Question};

const fn choice(word: &'static str, label: &'static str, hint: &'static str, lead: Lead) -> Choice {
    Choice { word, label, hint, lead }
}

pub(super) const NATURE: &[Choice] = &[
    choice("information", "获取政府信息", "本机关或者其他机关制作、获取的信息。", Ask(Question::Clear)),
    choice(
        "petition",
        "信访、投诉、举报等活动",
        "告知不作为政府信息公开申请处理，可以告知相应的渠道。",
        Reply(E1),
    ),
    choice("publication", "政府公报、报刊、书籍等公开出版物", "可以告知获取的途径。", Reply(E3)),
    choice("confirmation", "确认或者重新出具已经获取的信息", "申请人手中已有这一信息。", Reply(E5)),
    choice(
        "query",
        "法律、行政法规对获取另有规定的查询",
        "如工商登记、不动产登记资料；告知依照有关规定办理。",
        Reply(C8),
    ),
];

pub(super) const CLEAR: &[Choice] = &[
    choice("clear", "明确", "", Ask(Question::Repeated)),
    choice("still_unclear", "经补正仍不明确", "申请人已经补正，仍不能确定所需的信息。", Reply(D3)),
];

pub(super) const REPEATED: &[Choice] = &[
    choice("no", "都不是", "", Ask(Question::Responsible)),
    choice("repeated", "是重复申请", "此前已经答复，现在又申请公开相同的信息。", Reply(E2)),
    choice(
        "excessive",
        "数量、频次明显超过合理范围，且没有正当理由",
        "已经要求申请人说明理由，理由不合理。",
        Reply(E4),
    ),
];

pub(super) const RESPONSIBLE: &[Choice] = &[
    choice("yes", "属于", "", Ask(Question::Public)),
    choice("no", "不属于", "说明理由；能够确定负责公开的机关的，告知其名称和联系方式。", Reply(D1b)),
];

pub(super) const PUBLIC: &[Choice] = &[
    choice("no", "没有", "", Ask(Question::Existing)),
    choice("yes", "已经主动公开", "告知获取的方式、途径。", Reply(A1)),
];

pub(super) const EXISTING: &[Choice] = &[
    choice("yes", "有", "", Ask(Question::Secret)),
    choice("not_found", "经检索没有", "须有检索记录。", Reply(D1a)),
    choice("processing", "没有现成的，需要加工、分析", "行政机关可以不予提供。", Reply(D2)),
];

pub(super) const SECRET: &[Choice] = &[
    choice("no", "都不涉及", "", Ask(Question::Safety)),
    choice("secret", "依法确定为国家秘密", "", Withhold(C1)),
    choice("forbidden", "其他法律、行政法规禁止公开", "", Withhold(C2)),
];

pub(super) const SAFETY: &[Choice] = &[
    choice("no", "不会", "", Ask(Question::ThirdParty)),
    choice("yes", "可能危及", "须有会造成影响的依据。", Withhold(C3)),
];

pub(super) const THIRD_PARTY: &[Choice] =
    &[choice("no", "不涉及", "", Ask(Question::Internal)), choice("yes", "涉及", "", Ask(Question::Opinion))];

pub(super) const OPINION: &[Choice] = &[
    choice("agrees", "第三方同意公开", "", Ask(Question::Internal)),
    choice("no_harm", "未提出意见或者理由不成立，本机关认为不会损害其合法权益", "", Ask(Question::Internal)),
    choice(
        "harm",
        "不同意公开且有合理理由，或者本机关认为会损害其合法权益",
        "",
        Ask(Question::PublicInterest),
    ),
];

pub(super) const PUBLIC_INTEREST: &[Choice] =
    &[choice("no", "不会", "", Withhold(C4)), choice("yes", "会，予以公开", "", Ask(Question::Internal))];

pub(super) const INTERNAL: &[Choice] = &[
    choice("no", "不属于", "", Reply(A2)),
    choice("disclose", "属于，但是规定应当公开或者本机关决定公开", "", Reply(A2)),
    choice("internal", "人事管理、后勤管理、内部工作流程等内部事务信息", "", Withhold(C5)),
    choice("process", "讨论记录、过程稿、磋商信函、请示报告等过程性信息", "", Withhold(C6)),
    choice("enforcement", "行政执法案卷信息", "", Withhold(C7)),
];

pub(super) const SEPARABLE: &[Choice] = &[
    choice("whole", "不能，整项不予公开", "", Withheld),
    choice("part", "能够区分，其余部分予以公开", "提供可以公开的部分，对其余部分说明理由。", Reply(B)),
];
