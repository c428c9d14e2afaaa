//! What was answered and typed so far: kept on the server, for one person and one case.

use std::collections::BTreeMap;

use super::words::{fact_field, find_code};
use crate::casework::decision::{Decision, DraftedItem};
use crate::casework::drafts::{self, Owner};
use crate::law::act::{ItemReply, StatedFact};
use crate::law::reply::{ReplyCode, ReplyFact};
use crate::law::text::Text;
use crate::law::wizard::{self, Path, Place, Question, UnknownAnswer};
use crate::pages::errors::Fault;
use crate::pages::visitor::Staff;

/// What divides the words of an opinion from the way through the questions.
pub const RECORD: &str = "\n\n依据向导：\n";

/// What is kept.
pub struct Kept {
    owner: Owner,
    fields: BTreeMap<String, Vec<String>>,
}

impl Kept {
    /// What is kept of a case; what was drafted before, where nothing is.
    ///
    /// # Errors
    /// The database's.
    pub async fn find(staff: &Staff, decision: &Decision) -> Result<Kept, Fault> {
        let number = &decision.case.summary.number;
        let user = staff.session.actor.actor.user.0;
        let owner = Owner::person(staff.app(), user, &format!("decide:{number}"));
        let fields = match drafts::find(staff.app(), owner).await? {
            Some(draft) => draft.fields,
            None => from_case(decision),
        };
        Ok(Kept { owner, fields })
    }

    /// Keeps it.
    ///
    /// # Errors
    /// Too much of it; the database's.
    pub async fn save(&self, staff: &Staff) -> Result<(), Fault> {
        drafts::put(staff.app(), self.owner, self.fields.clone(), None).await?;
        Ok(())
    }

    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    pub fn set(&mut self, name: impl Into<String>, value: &str) {
        self.fields.insert(name.into(), vec![value.to_owned()]);
    }

    pub fn of_item(&self, item: u16, name: &str) -> &str {
        self.get(&of_item(item, name))
    }

    pub fn set_item(&mut self, item: u16, name: &str, value: &str) {
        self.set(of_item(item, name), value);
    }

    /// The way that the answers of an item take.
    ///
    /// # Errors
    /// [`UnknownAnswer`]: the table was changed since it was kept.
    pub fn path(&self, item: u16) -> Result<Path, UnknownAnswer> {
        wizard::walk(|question| Some(self.of_item(item, question.word())).filter(|word| !word.is_empty()))
    }

    /// How far an item is.
    pub fn state(&self, item: u16) -> ItemState {
        let path = self.path(item).unwrap_or(Path { taken: Vec::new(), place: Place::Ask(Question::Nature) });
        let (proposed, withheld) = match path.place {
            Place::Proposed { code, withheld } => (Some(code), withheld),
            Place::Ask(_) => (None, None),
        };
        let chosen = find_code(self.of_item(item, "code"));
        // While a question is open the code of before stands only where nothing was answered at all.
        let code = chosen.filter(|_| proposed.is_some() || path.taken.is_empty()).or(proposed);
        let why = self.of_item(item, "why").trim().to_owned();
        let other = proposed.is_some() && code != proposed;
        let stated = |fact: &ReplyFact| {
            let words = self.of_item(item, &fact_field(*fact)).trim();
            (!words.is_empty()).then(|| (*fact, words.to_owned()))
        };
        let demanded = code.map(ReplyCode::demanded).unwrap_or_default();
        let facts: Vec<(ReplyFact, String)> = demanded.iter().filter_map(stated).collect();
        let complete = code.is_some() && facts.len() == demanded.len() && !(other && why.is_empty());
        ItemState { item, path, proposed, withheld, code, other, why, facts, complete }
    }
}

fn of_item(item: u16, name: &str) -> String {
    format!("{item}.{name}")
}

fn from_case(decision: &Decision) -> BTreeMap<String, Vec<String>> {
    let mut fields = BTreeMap::new();
    let mut put = |name: String, value: String| fields.insert(name, vec![value]);
    for DraftedItem { item, code, facts } in &decision.drafted {
        put(of_item(*item, "code"), format!("{code:?}"));
        for (fact, words) in facts {
            put(of_item(*item, &fact_field(*fact)), words.clone());
        }
    }
    if let Some(opinion) = &decision.opinion {
        put("opinion".to_owned(), opinion.split(RECORD).next().unwrap_or_default().to_owned());
    }
    fields
}

/// How far an item is.
pub struct ItemState {
    pub item: u16,
    pub path: Path,
    /// What the answers lead to.
    pub proposed: Option<ReplyCode>,
    /// Of a partial reply: why the other part is withheld.
    pub withheld: Option<ReplyCode>,
    /// What it is answered with.
    pub code: Option<ReplyCode>,
    /// Another code than the answers lead to.
    pub other: bool,
    /// Why another.
    pub why: String,
    /// What is stated of what the code demands.
    pub facts: Vec<(ReplyFact, String)>,
    /// Nothing of it is missing.
    pub complete: bool,
}

impl ItemState {
    /// As the law takes it; nothing before it is complete.
    pub fn reply(&self) -> Option<ItemReply> {
        let code = self.code.filter(|_| self.complete)?;
        let facts = self.facts.iter();
        let facts =
            facts.map(|(fact, words)| Some(StatedFact { fact: *fact, words: Text::parse(words).ok()? }));
        Some(ItemReply { item: self.item, code, facts: facts.collect::<Option<_>>()? })
    }

    /// The way through the questions for the record; nothing where none was asked.
    pub fn record(&self) -> Option<String> {
        let (proposed, code) = (self.proposed?, self.code?);
        let chosen = if self.other {
            format!("；改用{}，理由：{}", super::words::code_label(code), self.why)
        } else {
            String::new()
        };
        let label = super::words::code_label(proposed);
        Some(format!("第{}项：{}；建议{label}{chosen}", self.item, self.path.words()))
    }
}
