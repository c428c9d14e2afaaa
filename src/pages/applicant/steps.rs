//! The five pages of an application: their order, their fields, and what each of them needs.

use std::collections::BTreeMap;

use super::assemble;
use super::kept::get;
use crate::casework::application::LONGEST_ITEM;
use crate::casework::party;

/// The most items the pages take; more fit into an attachment.
pub const MOST_ITEMS: usize = 20;

type Typed = BTreeMap<String, Vec<String>>;
/// Fields and what has to be mended in them.
pub type Faults = Vec<(String, String)>;

/// A page of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Who,
    Contact,
    Wanted,
    Delivery,
    Files,
}

impl Step {
    pub const ALL: [Step; 5] = [Step::Who, Step::Contact, Step::Wanted, Step::Delivery, Step::Files];

    /// Its part of the address; nothing for the first.
    pub fn word(self) -> &'static str {
        match self {
            Step::Who => "who",
            Step::Contact => "contact",
            Step::Wanted => "wanted",
            Step::Delivery => "delivery",
            Step::Files => "files",
        }
    }

    pub fn of_word(word: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.word() == word)
    }

    pub fn title(self) -> &'static str {
        match self {
            Step::Who => "谁来申请",
            Step::Contact => "姓名和联系方式",
            Step::Wanted => "需要什么信息",
            Step::Delivery => "以什么方式提供",
            Step::Files => "附件",
        }
    }

    /// From 1.
    pub fn number(self) -> usize {
        Step::ALL.iter().take_while(|step| **step != self).count() + 1
    }

    /// Where it is.
    pub fn address(self, organ: &str) -> String {
        match self {
            Step::Who => format!("/organs/{organ}/apply"),
            _ => format!("/organs/{organ}/apply/{}", self.word()),
        }
    }

    pub fn before(self) -> Option<Step> {
        Step::ALL.into_iter().take_while(|step| *step != self).last()
    }

    pub fn after(self) -> Option<Step> {
        Step::ALL.into_iter().skip_while(|step| *step != self).nth(1)
    }

    /// The fields of the page, but for the items.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Step::Who => &["kind", "agent"],
            Step::Contact => &[
                "organisation_kind",
                "name",
                "id_kind",
                "id_number",
                "representative",
                "contact",
                "phone",
                "email",
                "address",
                "postcode",
                "agent_name",
                "agent_id_number",
                "agent_phone",
            ],
            Step::Delivery => &["form", "delivery", "otherwise"],
            Step::Wanted | Step::Files => &[],
        }
    }

    /// What has to be mended before the next page.
    pub fn faults(self, typed: &Typed) -> Faults {
        match self {
            Step::Who => who(typed),
            Step::Contact => contact(typed),
            Step::Wanted => wanted(typed),
            Step::Delivery => delivery(typed),
            Step::Files => Faults::new(),
        }
    }
}

/// The first page that still needs something.
pub fn first_unfinished(typed: &Typed) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !step.faults(typed).is_empty())
}

fn one(field: &str, message: &str) -> (String, String) {
    (field.to_owned(), message.to_owned())
}

fn who(typed: &Typed) -> Faults {
    let mut faults = Faults::new();
    if !matches!(get(typed, "kind"), "person" | "organisation") {
        faults.push(one("kind", "请选择申请人是公民还是单位"));
    }
    if !matches!(get(typed, "agent"), "yes" | "no") {
        faults.push(one("agent", "请选择是否委托代理人办理"));
    }
    faults
}

fn contact(typed: &Typed) -> Faults {
    let mut faults: Faults = Vec::new();
    if get(typed, "kind") == "organisation" && assemble::organisation_kind(typed).is_none() {
        faults.push(one("organisation_kind", "请选择单位类型"));
    }
    let applicant = party::faults_online(&assemble::applicant(typed));
    faults.extend(applicant.into_iter().map(|fault| (fault.field.to_owned(), fault.message)));
    let email = get(typed, "email");
    if !email.is_empty() && !looks_like_mail(email) {
        faults.push(one("email", "电子邮箱地址有误，应写作name@example.cn的形式"));
    }
    if let Some(agent) = assemble::agent(typed) {
        let message = |fault: crate::casework::InputFault| match (fault.field, agent.name.is_empty()) {
            ("name", true) => ("agent_name".to_owned(), "请填写代理人姓名".to_owned()),
            (field, _) => (format!("agent_{field}"), fault.message),
        };
        faults.extend(party::faults(&agent).into_iter().map(message));
    }
    faults
}

/// A message could be sent there; whether it arrives nobody knows.
fn looks_like_mail(address: &str) -> bool {
    let plain = address.chars().all(|sign| sign.is_ascii_graphic());
    plain && address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn wanted(typed: &Typed) -> Faults {
    let boxes: Vec<(usize, &str)> =
        (1..=MOST_ITEMS).map(|number| (number, get(typed, &item(number)))).collect();
    let mut faults = Faults::new();
    if boxes.iter().all(|(_, text)| text.trim().is_empty()) {
        faults.push(one("item-1", "请写明所需信息的名称、文号或者其他特征"));
    }
    for (number, text) in boxes {
        if text.chars().count() > LONGEST_ITEM {
            let message = format!("第{number}项不能超过{LONGEST_ITEM}字，更多内容请作为附件");
            faults.push((item(number), message));
        }
        if text.chars().any(|sign| sign.is_control() && !matches!(sign, '\n' | '\t')) {
            faults.push((item(number), format!("第{number}项含有不可见的控制字符，请删去后重新填写")));
        }
    }
    faults
}

/// The field of an item.
pub fn item(number: usize) -> String {
    format!("item-{number}")
}

fn delivery(typed: &Typed) -> Faults {
    let mut faults = Faults::new();
    if !assemble::FORMS.contains(&get(typed, "form")) {
        faults.push(one("form", "请选择信息的提供形式"));
    }
    let way = get(typed, "delivery");
    if !assemble::WAYS.contains(&way) {
        faults.push(one("delivery", "请选择获取信息的方式"));
    }
    if way == "邮寄" && get(typed, "address").is_empty() {
        faults.push(one("delivery", "选择邮寄的，请先在第2页填写通信地址，或者改选其他方式"));
    }
    if way == "电子邮件" && get(typed, "email").is_empty() {
        faults.push(one("delivery", "选择电子邮件的，请先在第2页填写电子邮箱，或者改选其他方式"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect()
    }

    #[test]
    fn the_first_page_that_needs_something_is_found() {
        let mut filled = vec![("kind", "person"), ("agent", "no")];
        assert_eq!(first_unfinished(&typed(&[])), Some(Step::Who));
        assert_eq!(first_unfinished(&typed(&filled)), Some(Step::Contact));
        filled.extend([("name", "张三"), ("id_number", "1"), ("phone", "13812345678")]);
        assert_eq!(first_unfinished(&typed(&filled)), Some(Step::Wanted));
        filled.extend([("item-3", "规划图"), ("form", "纸质"), ("delivery", "邮寄")]);
        assert_eq!(first_unfinished(&typed(&filled)), Some(Step::Delivery), "mail needs an address");
        filled.push(("address", "清水县"));
        assert_eq!(first_unfinished(&typed(&filled)), None);
    }

    #[test]
    fn an_agent_is_named() {
        let mut filled = vec![("kind", "person"), ("agent", "yes"), ("name", "张三"), ("id_number", "1")];
        filled.push(("phone", "1"));
        assert_eq!(Step::Contact.faults(&typed(&filled)), [one("agent_name", "请填写代理人姓名")]);
    }

    #[test]
    fn the_pages_follow_each_other() {
        assert_eq!(Step::Who.before(), None);
        assert_eq!(Step::Files.before(), Some(Step::Delivery));
        assert_eq!(Step::Files.after(), None);
        assert_eq!(Step::ALL.map(Step::number), [1, 2, 3, 4, 5]);
    }
}
