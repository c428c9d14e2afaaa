//! What happened: a line a case, its days counted in working days back from today.
//!
//! A case received on day −20 is due today. To add a story: a line here; the test of the
//! demonstration tells whether the law allows it.

use Channel::{Email, Fax, InPerson, Online, Oral, OrdinaryMail, RegisteredMail};
use DeliveryMethod::{Courier, Electronic, HandedOver, Post};
use Measured::{Consultation, Correction, DelayIntoNextYear, Extension, Fee, Inquiry, Lapse, Reasons, Tell};
use Move::*;
use ReplyCode::*;

use crate::casework::party::PartyKind::{
    self, Enterprise, LegalService, NaturalPerson, OtherOrganisation, PublicBenefit, ResearchBody,
};
use crate::law::act::OrderedBy;
use crate::law::deadline::{Channel, DeliveryMethod, LapseGround, Party};
use crate::law::reply::ReplyCode;

/// One case from its arrival to today.
pub(super) struct Story {
    pub organ: &'static str,
    /// The unit that handles it, in the order of the organ's units.
    pub unit: usize,
    pub channel: Channel,
    pub applicant: (PartyKind, &'static str),
    pub items: &'static [&'static str],
    pub plot: &'static [(i32, Move)],
}

impl Story {
    /// Its first item, which names it.
    pub fn about(&self) -> &'static str {
        self.items.first().copied().unwrap_or_default()
    }
}

/// A measure to be proposed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Measured {
    Correction {
        again: bool,
    },
    Consultation {
        party: Party,
        late: bool,
    },
    Inquiry,
    Extension(u16),
    Fee {
        pages: u32,
    },
    Reasons,
    DelayIntoNextYear,
    /// 告知第三方决定公开, of the consultation before.
    Tell,
    Lapse(LapseGround),
}

/// What somebody does; the player knows who.
#[derive(Clone, Copy, Debug)]
pub(super) enum Move {
    Arrive,
    Confirm,
    FixSigned,
    Assign,
    SignFor,
    GiveBack,
    AskColleagues,
    Propose(Measured),
    Approve,
    Dispatch,
    Reached,
    Corrected,
    Answered(Option<bool>),
    Paid,
    Opinion,
    Draft(&'static [ReplyCode]),
    Submit,
    Pass,
    PassOnPaper,
    SendBack,
    Seal,
    Deliver(DeliveryMethod),
    Received,
    CameBack,
    AnswerAtOnce(&'static [ReplyCode]),
    Hold,
    AskWithdrawal,
    Withdraw,
    Shelve,
    Revive,
    Archive,
    Reopen(OrderedBy),
    Urge,
    /// Assigned and signed for.
    TakeUp,
    /// Proposed, approved and dispatched.
    Send(Measured),
    /// From the opinion to the sealed reply.
    Reply(&'static [ReplyCode]),
}

impl Move {
    /// The single acts it is made of.
    pub fn parts(self) -> Vec<Move> {
        match self {
            TakeUp => vec![Assign, SignFor],
            Send(measured) => vec![Propose(measured), Approve, Dispatch],
            Reply(codes) => vec![Opinion, Draft(codes), Submit, Pass, Pass, Seal],
            single => vec![single],
        }
    }
}

const fn story(
    organ: &'static str,
    unit: usize,
    channel: Channel,
    applicant: (PartyKind, &'static str),
    items: &'static [&'static str],
    plot: &'static [(i32, Move)],
) -> Story {
    Story { organ, unit, channel, applicant, items, plot }
}

const ZR: &str = "QSXZR";
const JY: &str = "QSXJY";
const CG: &str = "QSXCG";

const ASK: Move = Send(Correction { again: false });
const ASK_AGAIN: Move = Send(Correction { again: true });
const CONSULT: Move = Send(Consultation { party: Party::ThirdParty, late: false });
const CONSULT_JOINT: Move = Send(Consultation { party: Party::JointOrgan, late: false });
const CONSULT_LATE: Move = Send(Consultation { party: Party::OtherOrgan, late: true });

#[rustfmt::skip]
pub(super) const STORIES: &[Story] = &[
    // 待确认
    story(ZR, 0, Online, (NaturalPerson, "李秀兰"), &["城东片区控制性详细规划的图则和说明书"],
        &[(-1, Arrive)]),
    story(CG, 0, OrdinaryMail, (NaturalPerson, "赵𬎆"), &["城关镇2024年危房改造对象名册和补助标准"],
        &[(-4, Arrive)]),
    story(JY, 0, Email, (NaturalPerson, "王㛃"), &["2025年秋季小学招生片区划分方案"],
        &[(-3, Arrive), (-2, Assign)]),
    // 存查, and revived from it
    story(CG, 1, OrdinaryMail, (NaturalPerson, "佚名"), &["村里修路花了多少钱"],
        &[(-60, Arrive), (-30, Shelve)]),
    story(ZR, 2, Fax, (NaturalPerson, "阿依古丽·买买提"), &["县城北街宅基地确权登记审核表"],
        &[(-40, Arrive), (-20, Shelve), (-3, Revive), (-2, Confirm)]),
    // 登记、受理: registered, assigned, given back, in hand, 会办
    story(JY, 1, InPerson, (NaturalPerson, "孙国强"), &["2025年公开招聘中小学教师拟聘用人员公示"],
        &[(-1, Arrive)]),
    story(ZR, 1, RegisteredMail, (Enterprise, "清水县丰禾农业有限公司"), &["柳林村2023年征收土地公告和补偿安置方案"],
        &[(-3, Arrive), (-2, Assign)]),
    story(ZR, 1, InPerson, (NaturalPerson, "周文斌"), &["2019年县城老城区拆迁补偿协议"],
        &[(-6, Arrive), (-5, Assign), (-4, GiveBack)]),
    story(JY, 0, Oral, (NaturalPerson, "何桂英"), &["城区第三小学校舍安全鉴定报告"],
        &[(-8, Arrive), (-7, TakeUp)]),
    story(ZR, 0, RegisteredMail, (LegalService, "甘棠律师事务所"), &["西关棚户区改造项目建设用地规划许可证及附图"],
        &[(-9, Arrive), (-8, TakeUp), (-6, AskColleagues)]),
    story(CG, 0, RegisteredMail, (NaturalPerson, "马占海"), &["桥头村村庄规划批复文件"],
        &[(-7, Arrive), (-6, TakeUp), (-5, FixSigned)]),
    // 补正: awaited, not come, corrected, lapsed (F1), a second one
    story(ZR, 1, Online, (NaturalPerson, "吴敏"), &["关于我家土地的所有材料"],
        &[(-9, Arrive), (-8, Confirm), (-7, TakeUp), (-5, ASK), (-4, Reached)]),
    story(CG, 0, InPerson, (NaturalPerson, "郑大勇"), &["镇政府这几年的会议记录"],
        &[(-40, Arrive), (-39, TakeUp), (-36, ASK)]),
    story(ZR, 2, RegisteredMail, (NaturalPerson, "欧阳春晓"), &["南苑小区不动产首次登记的土地来源资料"],
        &[(-15, Arrive), (-14, TakeUp), (-11, ASK), (-4, Corrected), (-2, Opinion)]),
    story(JY, 1, InPerson, (NaturalPerson, "冯建设"), &["有关教师待遇的文件"],
        &[(-60, Arrive), (-59, TakeUp), (-55, ASK), (-54, Reached),
          (-40, Send(Lapse(LapseGround::NotCorrected)))]),
    story(ZR, 1, InPerson, (OtherOrganisation, "柳林村第四村民小组"), &["柳林村征地补偿费的分配明细"],
        &[(-30, Arrive), (-29, TakeUp), (-27, ASK), (-20, Corrected), (-16, ASK_AGAIN), (-12, Corrected)]),
    // 征求意见: not counted, answered, refused and told, joint with 属性函询, late
    story(ZR, 1, InPerson, (NaturalPerson, "邓小芳"), &["工业园区三号地块国有建设用地使用权出让合同"],
        &[(-10, Arrive), (-9, TakeUp), (-6, CONSULT), (-4, Reached)]),
    story(ZR, 1, Online, (ResearchBody, "西部乡村发展研究所"), &["2022至2024年设施农用地备案汇总表"],
        &[(-24, Arrive), (-23, Confirm), (-22, TakeUp), (-19, CONSULT), (-18, Reached),
          (-9, Answered(Some(true))), (-3, Opinion)]),
    story(ZR, 1, RegisteredMail, (Enterprise, "清水县宏图混凝土有限公司"), &["河湾砂石料场采矿权出让合同及附件"],
        &[(-45, Arrive), (-44, TakeUp), (-40, CONSULT), (-39, Reached), (-30, Answered(Some(false))),
          (-24, Reply(&[B])), (-23, Send(Tell)), (-22, Deliver(Post)), (-19, Received)]),
    story(JY, 1, RegisteredMail, (NaturalPerson, "彭丽华"), &["2012年民办教师工龄补贴联合文件"],
        &[(-13, Arrive), (-12, TakeUp), (-11, Send(Inquiry)), (-8, CONSULT_JOINT)]),
    story(ZR, 0, InPerson, (NaturalPerson, "罗望舒"), &["滨河路北延工程规划选址意见"],
        &[(-20, Arrive), (-19, TakeUp), (-2, CONSULT_LATE)]),
    // 收费: awaited, paid, lapsed (F2)
    story(CG, 1, RegisteredMail, (Enterprise, "清水县金穗商贸有限公司"), &["2018至2024年扶贫项目资金拨付凭证"],
        &[(-14, Arrive), (-13, TakeUp), (-5, Send(Fee { pages: 320 })), (-4, Reached)]),
    story(ZR, 0, Online, (LegalService, "明镜律师事务所"), &["县城国土空间总体规划文本、图集和说明"],
        &[(-30, Arrive), (-29, Confirm), (-28, TakeUp), (-20, Send(Fee { pages: 486 })), (-8, Paid),
          (-5, Opinion)]),
    story(ZR, 0, InPerson, (NaturalPerson, "袁立本"), &["历年城镇规划委员会会议纪要"],
        &[(-75, Arrive), (-74, TakeUp), (-64, Send(Fee { pages: 210 })), (-63, Reached),
          (-38, Send(Lapse(LapseGround::NotPaid))), (-30, Archive)]),
    // 延期: told, approved but not told, proposed; 延迟 on ground no notice covers (暂定)
    story(JY, 0, InPerson, (NaturalPerson, "唐慧"), &["全县中小学食堂大宗物资采购中标合同"],
        &[(-18, Arrive), (-17, TakeUp), (-3, Send(Extension(20)))]),
    story(ZR, 2, RegisteredMail, (NaturalPerson, "许家骏"), &["东风厂家属院土地登记档案"],
        &[(-19, Arrive), (-18, TakeUp), (-3, Propose(Extension(15))), (-2, Approve)]),
    story(ZR, 0, InPerson, (PublicBenefit, "清水县绿水青山环保协会"), &["城北湿地保护范围划定方案"],
        &[(-16, Arrive), (-15, TakeUp), (-1, Propose(Extension(10)))]),
    story(ZR, 2, InPerson, (NaturalPerson, "田守义"), &["确权登记股工作人员名单", "近五年登记台账", "近五年公务接待凭证"],
        &[(-12, Arrive), (-11, TakeUp), (-9, Send(Reasons)), (-6, Answered(None)),
          (-4, Send(DelayIntoNextYear))]),
    // 提出办理意见、作出决定、报批: opinion, draft, reviewer, approver, sent back, signed on paper, sealed, held
    story(JY, 0, Email, (NaturalPerson, "韩雪"), &["义务教育阶段学校课后服务收费标准"],
        &[(-12, Arrive), (-11, Confirm), (-10, TakeUp), (-2, Opinion)]),
    story(CG, 1, InPerson, (NaturalPerson, "曹金贵"), &["城关镇低保复核结果", "城关镇低保家庭存款核查情况"],
        &[(-13, Arrive), (-12, TakeUp), (-6, Opinion), (-4, Draft(&[A2, D1b]))]),
    story(ZR, 2, RegisteredMail, (NaturalPerson, "董文玉"), &["1987年南街房屋土地使用证存根"],
        &[(-14, Arrive), (-13, TakeUp), (-7, Opinion), (-5, Draft(&[D1a])), (-4, Submit)]),
    story(ZR, 1, InPerson, (NaturalPerson, "石磊"), &["大湾水库淹没区勘测定界图"],
        &[(-15, Arrive), (-14, TakeUp), (-8, Opinion), (-6, Draft(&[A2])), (-5, Submit), (-2, Pass)]),
    story(JY, 1, RegisteredMail, (NaturalPerson, "贾秀云"), &["2024年教师职称评审量化打分表"],
        &[(-16, Arrive), (-15, TakeUp), (-8, Opinion), (-6, Draft(&[C5])), (-4, Submit), (-2, SendBack)]),
    story(CG, 0, InPerson, (NaturalPerson, "薛长青"), &["桥头村人居环境整治工程施工合同"],
        &[(-17, Arrive), (-16, TakeUp), (-8, Opinion), (-6, Draft(&[A2])), (-5, Submit), (-3, Pass),
          (-1, PassOnPaper)]),
    story(JY, 0, RegisteredMail, (NaturalPerson, "秦岚"), &["2025年教育经费预算"],
        &[(-18, Arrive), (-17, TakeUp), (-2, Reply(&[A1]))]),
    story(ZR, 1, InPerson, (Enterprise, "清水县恒信地产有限公司"), &["十里铺地块挂牌出让成交确认书"],
        &[(-18, Arrive), (-17, TakeUp), (-4, Reply(&[A2])), (-3, Hold)]),
    // 送达: in time by each way, late on the strict reading only, late, returned mail, at once
    story(ZR, 2, RegisteredMail, (NaturalPerson, "白志强"), &["本人名下房屋登记信息"],
        &[(-30, Arrive), (-29, TakeUp), (-16, Reply(&[C8])), (-14, Deliver(Post)), (-11, Received)]),
    story(JY, 0, Online, (NaturalPerson, "江雨桐"), &["2025年普通高中招生计划"],
        &[(-28, Arrive), (-27, Confirm), (-26, TakeUp), (-15, Reply(&[A1])), (-14, Deliver(Electronic))]),
    story(JY, 1, Email, (NaturalPerson, "方卫东"), &["2023年校车服务采购合同"],
        &[(-50, Arrive), (-44, Confirm), (-43, TakeUp), (-28, Reply(&[A2])), (-26, Deliver(HandedOver))]),
    story(CG, 0, InPerson, (NaturalPerson, "熊天佑"), &["农贸市场改造项目结算审计报告"],
        &[(-50, Arrive), (-49, TakeUp), (-27, Reply(&[B])), (-25, Deliver(Post)), (-22, Received)]),
    story(JY, 1, InPerson, (NaturalPerson, "姚建华"), &["县城幼儿园建设用地审批文件"],
        &[(-35, Arrive), (-34, TakeUp), (-20, Reply(&[D1b])), (-17, Deliver(Courier))]),
    story(CG, 1, RegisteredMail, (NaturalPerson, "谭秋菊"), &["2024年耕地地力保护补贴发放清册"],
        &[(-40, Arrive), (-39, TakeUp), (-28, Reply(&[A2])), (-26, Deliver(Post)), (-21, CameBack),
          (-19, Deliver(HandedOver))]),
    story(JY, 0, InPerson, (NaturalPerson, "夏雨"), &["2025年学前教育资助政策"],
        &[(-5, Arrive), (-5, AnswerAtOnce(&[A1]))]),
    // 超期、已过从严日期、今日到期、临期
    story(ZR, 0, RegisteredMail, (NaturalPerson, "廖永安"), &["火车站片区建筑高度管控规定"],
        &[(-23, Arrive), (-22, TakeUp), (-1, Urge)]),
    story(CG, 0, InPerson, (NaturalPerson, "邹福生"), &["桥头村宅基地审批台账"],
        &[(-35, Arrive), (-34, TakeUp), (-10, Opinion), (-8, Draft(&[B])), (-8, Submit), (-6, Pass),
          (-2, Urge)]),
    story(JY, 1, Email, (NaturalPerson, "陆晨曦"), &["教育科技局下属单位编制使用情况"],
        &[(-23, Arrive), (-18, Confirm), (-17, TakeUp), (-5, Opinion)]),
    story(ZR, 2, RegisteredMail, (NaturalPerson, "龙飞"), &["西环路加油站土地使用权变更登记资料"],
        &[(-20, Arrive), (-19, TakeUp), (-17, CONSULT), (-16, Reached), (-13, Answered(Some(false))),
          (-3, Opinion), (-2, Draft(&[C4])), (-1, Submit)]),
    story(JY, 0, Oral, (NaturalPerson, "金玉兰"), &["特殊教育学校随班就读学生补助标准"],
        &[(-17, Arrive), (-16, TakeUp)]),
    // 已撤回、归档、责令重新答复
    story(ZR, 1, InPerson, (NaturalPerson, "侯志远"), &["柳林村青苗补偿费清单"],
        &[(-15, Arrive), (-14, TakeUp), (-11, AskWithdrawal), (-11, Withdraw)]),
    story(JY, 1, RegisteredMail, (NaturalPerson, "戴晓梅"), &["2021年支教教师选派文件", "1998年代课教师花名册"],
        &[(-80, Arrive), (-79, TakeUp), (-66, Reply(&[A1, D1a])), (-65, Deliver(Post)), (-62, Received),
          (-55, Archive)]),
    story(ZR, 0, RegisteredMail, (LegalService, "甘棠律师事务所"), &["城南新区规划调整论证过程材料"],
        &[(-120, Arrive), (-119, TakeUp), (-104, Reply(&[C6])), (-102, Deliver(Post)), (-99, Received),
          (-90, Archive), (-6, Reopen(OrderedBy::ReviewOrgan)), (-4, Opinion)]),
    story(CG, 1, InPerson, (NaturalPerson, "崔万山"), &["镇机关2023年公务用车运行维护费明细"],
        &[(-135, Arrive), (-134, TakeUp), (-118, Reply(&[C5])), (-116, Deliver(Post)), (-112, Received),
          (-40, Reopen(OrderedBy::Court)), (-30, Reply(&[A2])), (-28, Deliver(HandedOver)),
          (-20, Archive)]),
];
