//! Robots in group chats, as 企业微信 and 钉钉 have them. What stands in a group is read by many, and
//! by the operator of the chat: number, matter and day, nothing else.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use super::channel::{Address, Channel, ChannelKind, Message, Outcome, wrong_address};
use super::http::{Answer, CallFault, Caller};
use super::notice::Notice;
use super::signing;
use super::words::{Links, Words, words};
use crate::config::channels::{RobotSettings, RobotStyle};

/// 企业微信 takes 2048 bytes of text, and 钉钉 more.
const LONGEST_TEXT: usize = 2_000;
const CUT: &str = "\n……其余请登录系统查看";

/// What both styles answer with status 200, success or not.
#[derive(Deserialize)]
struct Verdict {
    errcode: i64,
}

/// Posts into one group.
#[derive(Debug)]
pub struct Robot {
    settings: RobotSettings,
    links: Links,
    caller: Caller,
}

impl Robot {
    pub fn new(settings: RobotSettings, links: Links, caller: Caller) -> Robot {
        Robot { settings, links, caller }
    }

    fn url(&self, at: DateTime<Utc>) -> String {
        let url = self.settings.url.reveal();
        match (self.settings.style, &self.settings.secret) {
            (RobotStyle::DingTalk, Some(secret)) => {
                let joint = if url.contains('?') { '&' } else { '?' };
                format!("{url}{joint}{}", signing::dingtalk(secret, at))
            }
            (RobotStyle::DingTalk, None) | (RobotStyle::WeCom, _) => url.to_owned(),
        }
    }
}

/// As text, and not as markdown: a number with an underscore is to be read as it is.
fn body(said: &Words) -> Vec<u8> {
    let mut content = format!("【{}】\n{}", said.subject(), said.text());
    if content.len() > LONGEST_TEXT {
        content.truncate(content.floor_char_boundary(LONGEST_TEXT - CUT.len()));
        content.push_str(CUT);
    }
    json!({ "msgtype": "text", "text": { "content": content } }).to_string().into_bytes()
}

impl Channel for Robot {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Robot
    }

    fn send(&self, message: &Message, at: DateTime<Utc>) -> Outcome {
        let Address::OfChannel = message.to else { return wrong_address(self.kind()) };
        if let Notice::Applicant(_) = message.notice {
            return Outcome::Refused { why: "给申请人的消息不发到群里".to_owned() };
        }
        let said = words(&message.notice, &self.links, None);
        match self.caller.post_json(&self.url(at), &[], &body(&said)) {
            Ok(answer) => judge(self.settings.style, &answer),
            Err(CallFault::Barred(why)) => Outcome::Refused { why: why.to_owned() },
            // A line twice in a group is a lesser evil than a warning that never came.
            Err(CallFault::NotSent(why) | CallFault::Unsure(why)) => Outcome::Later { why: why.to_owned() },
        }
    }
}

fn judge(style: RobotStyle, answer: &Answer) -> Outcome {
    match answer.status {
        200 => {}
        429 | 500..=599 => {
            return Outcome::Later {
                why: format!("群机器人暂时不能接收（HTTP {}）", answer.status)
            };
        }
        status => return Outcome::Refused { why: format!("群机器人拒收（HTTP {status}）") },
    }
    let verdict = answer.body.as_deref().and_then(|body| serde_json::from_slice::<Verdict>(body).ok());
    match verdict {
        Some(Verdict { errcode: 0 }) => Outcome::Delivered,
        Some(Verdict { errcode }) if is_passing(style, errcode) => {
            Outcome::Later { why: format!("群机器人繁忙（errcode {errcode}）") }
        }
        Some(Verdict { errcode }) => Outcome::Refused {
            why: format!("群机器人拒收（errcode {errcode}），请检查机器人的地址和安全设置"),
        },
        None => Outcome::Later { why: "群机器人的答复无法读懂".to_owned() },
    }
}

/// «Busy» and «too many calls» pass by themselves.
fn is_passing(style: RobotStyle, errcode: i64) -> bool {
    match style {
        RobotStyle::WeCom => matches!(errcode, -1 | 45009 | 45033),
        RobotStyle::DingTalk => matches!(errcode, -1 | 130_101 | 410_100),
    }
}
