//! Lets the stories happen: every act on its day, by the right person, through casework.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::county::{County, Office};
use super::said::{
    application, ask_colleagues, at_once, delivery, letter, reopen, replies, why_it_may_go, words,
};
use super::stories::{Measured, Move, STORIES, Story};
use crate::app::Clock;
use crate::app::{App, FixedClock, SystemClock};
use crate::casework::journal::NamedActor;
use crate::casework::letter_input::LetterInput;
use crate::casework::letters::{self, TickInput};
use crate::casework::perform::{self, ActRequest};
use crate::casework::register;
use crate::cli::Failure;
use crate::law::act::{Act, FeeForm, Measure, ReturnTo, SealKind};
use crate::law::case_event::DayField;
use crate::law::deadline::{Channel, LapseGround, WorkingDays};
use crate::law::fee::FeeBasis;
use crate::notify::background;
use crate::notify::open::Channels;

/// How many working days back the oldest story begins.
const DEPTH: i32 = 140;

/// Working days counted back from today: 0 is today or, on a rest day, the next working day.
pub(super) struct Days {
    days: Vec<NaiveDate>,
    /// A day on ground that no notice covers yet.
    provisional: NaiveDate,
}

impl Days {
    pub fn up_to(app: &App, today: NaiveDate) -> Result<Days, Failure> {
        let calendars = app.store.read_blocking({
            let app = app.clone();
            move |db| app.calendars.current(db)
        })?;
        let calendar = calendars.in_force(None);
        let main = &calendar.main;
        let last = main.roll_forward(today).map_err(Failure::new)?;
        // Seven days hold at least three working days, whatever the holidays.
        let mut day = last - TimeDelta::days(i64::from(DEPTH) * 7 / 3);
        let mut days = Vec::new();
        while day < last {
            day = main.nth_after(day, 1u32).map_err(Failure::new)?;
            days.push(day);
        }
        let provisional = main.nth_after(calendar.first_provisional, 3u32).map_err(Failure::new)?;
        Ok(Days { days, provisional })
    }

    pub fn first(&self) -> NaiveDate {
        self.days.first().copied().unwrap_or_default()
    }

    fn on(&self, back: i32) -> Result<NaiveDate, Failure> {
        let index = self.days.len().checked_add_signed(back as isize - 1);
        let day = index.and_then(|index| self.days.get(index)).copied();
        day.ok_or_else(|| Failure::new(format!("演示数据的日期{back}超出范围")))
    }
}

/// How far a story has come.
#[derive(Clone, Default)]
struct Progress {
    number: String,
    measures: u32,
    deliveries: u32,
    level: usize,
    /// The measure proposed last, whose letter is written before it is approved.
    measured: Option<Measured>,
}

/// Plays all stories in the order of their days, so that the journal reads like a real one, and says
/// how many cases there are.
pub(super) fn run(
    app: &App,
    clock: &Arc<FixedClock>,
    days: &Days,
    county: County,
    channels: &Channels,
) -> Result<usize, Failure> {
    let mut scenes: Vec<(i32, usize, Move)> = Vec::new();
    for (index, story) in STORIES.iter().enumerate() {
        scenes.extend(story.plot.iter().map(|(day, what)| (*day, index, *what)));
    }
    // A stable sort: what a story does on one day keeps its order.
    scenes.sort_by_key(|(day, index, _)| (*day, *index));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(Failure::new)?;
    let mut stage = Stage { app, clock, days, county, at: DateTime::<Utc>::default() };
    let mut progress = vec![Progress::default(); STORIES.len()];
    let mut yesterday = None;
    for (day, index, what) in scenes {
        if yesterday.replace(day) != Some(day) {
            // Every morning people are warned as they would have been.
            stage.tick(days.on(day)?);
            background::round(app, channels, "demo")?;
        }
        let (Some(story), Some(progress)) = (STORIES.get(index), progress.get_mut(index)) else { continue };
        let played = runtime.block_on(stage.play(story, progress, day, what));
        played.map_err(|failure| {
            Failure::new(format!("演示案件“{}”第{day}日{what:?}：{failure}", story.about()))
        })?;
    }
    Ok(STORIES.len())
}

struct Stage<'a> {
    app: &'a App,
    clock: &'a FixedClock,
    days: &'a Days,
    county: County,
    /// The time of the act before.
    at: DateTime<Utc>,
}

impl Stage<'_> {
    /// From nine in the morning, one act every few minutes, never later than the real present.
    fn tick(&mut self, day: NaiveDate) {
        self.clock.set_day(day);
        let nine = self.clock.now() - TimeDelta::hours(3);
        self.at = nine.max(self.at + TimeDelta::minutes(3)).min(SystemClock.now().max(nine));
        self.clock.set(self.at);
    }

    async fn play(
        &mut self,
        story: &Story,
        progress: &mut Progress,
        day: i32,
        what: Move,
    ) -> Result<(), Failure> {
        let on = self.days.on(day)?;
        for part in what.parts() {
            self.tick(on);
            if matches!(part, Move::Arrive) {
                progress.number = self.register(story, on).await?;
                continue;
            }
            if let Some(input) = letter(story, progress.measures, progress.measured, part) {
                self.write(story, &progress.number, input).await?;
            }
            let (actor, act) = self.act(story, progress, part, on)?;
            let request = ActRequest { number: progress.number.clone(), act, if_match: None, key: None };
            perform::run(self.app, actor.clone(), request).await?;
            progress.measured =
                if let Move::Propose(measured) = part { Some(measured) } else { progress.measured };
        }
        Ok(())
    }

    /// The handler writes a letter, and says why a warning about it does not matter.
    async fn write(&self, story: &Story, number: &str, input: LetterInput) -> Result<(), Failure> {
        let (handler, number) = (self.handler(story)?, number.to_owned());
        let drafted = letters::draft(self.app, handler.clone(), number.clone(), input, None).await?;
        for finding in drafted.findings.unwrap_or_default() {
            if finding.severity == "warning" {
                let reason = why_it_may_go(&finding.code).to_owned();
                let tick = TickInput { finding: finding.code, reason };
                letters::tick(self.app, handler.clone(), number.clone(), drafted.letter, tick).await?;
            }
        }
        Ok(())
    }

    async fn register(&self, story: &Story, on: NaiveDate) -> Result<String, Failure> {
        let office = self.office(story)?;
        let input = application(story, on);
        let registered = if story.channel == Channel::Online {
            register::submit(self.app, office.code.to_owned(), input, None).await?
        } else {
            register::run(self.app, office.clerk.clone(), input, None).await?
        };
        Ok(registered.number)
    }

    fn office(&self, story: &Story) -> Result<&Office, Failure> {
        let found = self.county.offices.iter().find(|office| office.code == story.organ);
        found.ok_or_else(|| Failure::new(format!("没有机关{}", story.organ)))
    }

    /// Who does a move, and with which words.
    fn act(
        &self,
        story: &Story,
        progress: &mut Progress,
        what: Move,
        on: NaiveDate,
    ) -> Result<(&NamedActor, Act), Failure> {
        let office = self.office(story)?;
        let handler = self.handler(story)?;
        let unit = handler.actor.unit.unwrap_or_default();
        let (clerk, head) = (&office.clerk, &office.office_head);
        let number = progress.measures;
        Ok(match what {
            Move::Confirm => (clerk, Act::ConfirmReceipt { on, backdating: None }),
            Move::FixSigned => (clerk, self.fix_signed(story)?),
            Move::Assign => {
                let handler = Some(handler.actor.user);
                (clerk, Act::Assign { unit, handler, reason: None })
            }
            Move::SignFor => (handler, Act::SignFor {}),
            Move::GiveBack => (handler, Act::ReturnAssignment { reason: words("不属于本股室职责，请改派") }),
            Move::AskColleagues => (handler, ask_colleagues(office, unit, on)),
            Move::Propose(measured) => {
                progress.measures += 1;
                (
                    handler,
                    Act::ProposeMeasure { measure: self.measure(measured, number, on), confirmed_on: None },
                )
            }
            Move::Approve => (head, Act::ApproveMeasure { number }),
            Move::Dispatch => (clerk, Act::DispatchMeasure { number, on, tracking: None, backdating: None }),
            Move::Reached => (clerk, Act::RecordReceipt { number, on }),
            Move::Corrected => {
                let content = Some(words("补充说明了文件的名称和大致年份"));
                (clerk, Act::RecordCorrection { on, submitted_on: None, content })
            }
            Move::Answered(agrees) => {
                let answer = words(if agrees == Some(false) {
                    "不同意公开，认为附件中的报价明细属于商业秘密"
                } else {
                    "已书面答复，说明了需要和用途"
                });
                (clerk, Act::RecordAnswer { number, on, agrees, answer })
            }
            Move::Paid => (clerk, Act::RecordPayment { on }),
            Move::AskWithdrawal => (clerk, Act::RequestWithdrawal {}),
            Move::Withdraw => (clerk, Act::Withdraw { on, proof: words("申请人书面撤回申请") }),
            Move::Shelve => (head, Act::Shelve { attempts: words("三次电话无人接听，两次去信被退回") }),
            Move::Revive => (clerk, Act::Revive { reason: words("申请人来电取得联系") }),
            Move::Archive => (clerk, Act::Archive {}),
            Move::Reopen(by) => (clerk, reopen(by, on)),
            Move::Urge => {
                (&self.county.supervisor, Act::Urge { message: words("本件已逾期，请尽快答复并说明原因") })
            }
            of_reply => return self.act_of_reply(story, progress, of_reply, on),
        })
    }

    /// From the opinion to the applicant's hands.
    fn act_of_reply(
        &self,
        story: &Story,
        progress: &mut Progress,
        what: Move,
        on: NaiveDate,
    ) -> Result<(&NamedActor, Act), Failure> {
        let (office, handler) = (self.office(story)?, self.handler(story)?);
        let (clerk, head) = (&office.clerk, &office.office_head);
        let signer = if progress.level == 0 { &office.reviewer } else { &office.approver };
        Ok(match what {
            Move::Opinion => (
                handler,
                Act::ProposeOpinion {
                    opinion: words("经检索、审查，拟按所附意见答复"), confirmed_on: None
                },
            ),
            Move::Draft(codes) => (handler, Act::DraftDecision { items: replies(story, codes) }),
            Move::Submit => {
                progress.level = 0;
                (handler, Act::SubmitForApproval {})
            }
            Move::Pass => {
                progress.level += 1;
                (signer, Act::Pass { comment: Some(words("同意")) })
            }
            Move::PassOnPaper => {
                progress.level += 1;
                let signer = signer.actor.user;
                let scan = words("呈批单扫描件第1页");
                (clerk, Act::RecordOfflineApproval { signer, signed_on: on, passed: true, scan })
            }
            Move::SendBack => (
                signer,
                Act::Return { to: ReturnTo::Decision, reason: words("请补充法律依据的款、项") },
            ),
            Move::Seal => (clerk, Act::Seal { kind: SealKind::Paper }),
            Move::Deliver(method) => {
                progress.deliveries += 1;
                (clerk, delivery(method, on))
            }
            Move::Received => (clerk, Act::RecordDelivery { delivery: progress.deliveries, on }),
            Move::CameBack => {
                let delivery = progress.deliveries;
                (clerk, Act::RecordReturnedMail { delivery, on, own_wrong_address: false })
            }
            Move::AnswerAtOnce(codes) => {
                (clerk, at_once(story, handler.actor.unit.unwrap_or_default(), codes))
            }
            Move::Hold => (head, Act::Hold { reason: words("发现附件涉及第三方信息，待核对") }),
            composed => return Err(Failure::new(format!("{composed:?}不是单个事项"))),
        })
    }

    fn handler(&self, story: &Story) -> Result<&NamedActor, Failure> {
        let handler = self.office(story)?.handlers.get(story.unit);
        handler.ok_or_else(|| Failure::new(format!("没有内设机构{}", story.unit)))
    }

    /// The mail room signed a working day before the clerk had written down.
    fn fix_signed(&self, story: &Story) -> Result<Act, Failure> {
        let arrived = story.plot.first().map_or(0, |(day, _)| *day);
        let on = self.days.on(arrived - 1)?;
        let reason = words("收发室登记簿记载前一工作日已签收");
        Ok(Act::CorrectFact { event: 1, field: DayField::SignedOn, on, reason, backdating: None })
    }

    fn measure(&self, measured: Measured, before: u32, on: NaiveDate) -> Measure {
        let reason = || words("所涉材料形成时间跨度较大，分存于多个股室，需要逐卷检索、核对。");
        match measured {
            Measured::Correction { again } => Measure::Correction {
                period_days: WorkingDays(10),
                points: words("请写明所需文件的名称、文号或者便于查询的其他特征"),
                overridden: again,
            },
            Measured::Consultation { party, late } => Measure::Consultation {
                party,
                consultee: words("清水县远山建设有限责任公司"),
                reason: words("申请公开的合同附件含有该方的报价明细"),
                overridden: late,
            },
            Measured::Inquiry => Measure::Inquiry {
                addressee: words("清水县发展和改革局"),
                about: words("原件的公开属性"),
            },
            Measured::Extension(days) => {
                Measure::Extension { days: WorkingDays(days), reason: reason(), overridden: false }
            }
            Measured::Fee { pages } => Measure::Fee { basis: FeeForm { basis: FeeBasis::PerPage { pages } } },
            Measured::Reasons => Measure::Reasons {
                about: words("近一个月就同一股室提出三项申请，其中两项要求提供近五年的全部台账和凭证"),
            },
            Measured::DelayIntoNextYear => Measure::Delay { until: self.days.provisional, reason: reason() },
            Measured::Tell => Measure::Disclosure {
                consultation: before,
                content: words("采矿权出让合同正文，不含附件中的报价明细"),
                reason: words("合同正文涉及国有资源处置，不公开会对公共利益造成重大影响"),
                release_on: on + TimeDelta::days(1),
            },
            Measured::Lapse(ground) => {
                let ground_words = match ground {
                    LapseGround::NotCorrected => "补正告知书的邮件回执",
                    LapseGround::NotPaid => "收费通知书的邮件回执",
                };
                Measure::Lapse { ground, proof_of_receipt: words(ground_words) }
            }
        }
    }
}
