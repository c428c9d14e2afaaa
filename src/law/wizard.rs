//! 决定向导: the questions that lead from one requested item to its reply code, in the order of the law.
//!
//! One table: the questions here, their choices in [`super::wizard_choices`]. First what the application is at all (arts 30, 35, 36(六), 36(七), 39):
//! nobody searches for what is no request for information. Then whose the information is and whether it is
//! there (arts 10, 36(一), 36(四), 36(五), 38). Then what must be withheld (arts 14, 15) and what may be
//! (art 16). Last whether the rest can be given (art 37). Whoever comes to the end discloses (art 13).
//!
//! To add a question: give it a variant at its place in the order, its words and its choices; the tests see
//! that it leads on, never back, and that each code can still be reached.

use super::reply::ReplyCode;
use super::wizard_choices as choices;

/// A question about one requested item. The order of the variants is the order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// What is asked for: information, or something that only looks like it.
    Nature,
    /// Whether it is clear what is meant.
    Clear,
    /// Whether it was asked for before, or without measure.
    Repeated,
    /// Whether this organ is the one to disclose it.
    Responsible,
    /// Whether it is public already.
    Public,
    /// Whether it is there as it is asked for.
    Existing,
    /// State secrets, and what a law forbids.
    Secret,
    /// 三安全一稳定.
    Safety,
    /// Whether a third party is concerned.
    ThirdParty,
    /// What the third party says, or the organ finds.
    Opinion,
    /// Whether the public interest weighs more.
    PublicInterest,
    /// What art 16 lets the organ withhold.
    Internal,
    /// Whether what is withheld can be taken out.
    Separable,
}

/// One answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name in forms.
    pub word: &'static str,
    pub label: &'static str,
    /// What it means and what to mind; may be empty.
    pub hint: &'static str,
    pub(super) lead: Lead,
}

/// Where an answer leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lead {
    Ask(Question),
    /// To the end.
    Reply(ReplyCode),
    /// Not to be given under this code; [`Question::Separable`] asks about the rest of it.
    Withhold(ReplyCode),
    /// To the end: the code under which it was withheld.
    Withheld,
}

/// An answer that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub question: Question,
    pub choice: &'static Choice,
}

/// Where the answers lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// This is still to be answered.
    Ask(Question),
    /// Every question on the way is answered.
    Proposed {
        code: ReplyCode,
        /// Of a reply that gives a part: why the other part is withheld.
        withheld: Option<ReplyCode>,
    },
}

/// The way that the answers take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub taken: Vec<Taken>,
    pub place: Place,
}

/// An answer that its question does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("请在列出的选项中选择一项")]
pub struct UnknownAnswer {
    pub question: Question,
}

impl Question {
    /// Every question, in the order of asking.
    pub const ALL: [Question; 13] = {
        use Question::*;
        [
            Nature,
            Clear,
            Repeated,
            Responsible,
            Public,
            Existing,
            Secret,
            Safety,
            ThirdParty,
            Opinion,
            PublicInterest,
            Internal,
            Separable,
        ]
    };

    /// Its name in forms.
    pub fn word(self) -> &'static str {
        match self {
            Question::Nature => "nature",
            Question::Clear => "clear",
            Question::Repeated => "repeated",
            Question::Responsible => "responsible",
            Question::Public => "public",
            Question::Existing => "existing",
            Question::Secret => "secret",
            Question::Safety => "safety",
            Question::ThirdParty => "third_party",
            Question::Opinion => "opinion",
            Question::PublicInterest => "public_interest",
            Question::Internal => "internal",
            Question::Separable => "separable",
        }
    }

    /// The question of that name.
    pub fn find(word: &str) -> Option<Question> {
        Question::ALL.into_iter().find(|question| question.word() == word)
    }

    /// The question, as it is asked.
    pub fn title(self) -> &'static str {
        match self {
            Question::Nature => "这一项要求的是什么？",
            Question::Clear => "申请内容明确吗？",
            Question::Repeated => "是重复申请，或者数量、频次明显超过合理范围吗？",
            Question::Responsible => "属于本机关负责公开吗？",
            Question::Public => "已经主动公开了吗？",
            Question::Existing => "有现成的信息吗？",
            Question::Secret => "涉及国家秘密，或者法律、行政法规禁止公开吗？",
            Question::Safety => "公开后可能危及国家安全、公共安全、经济安全、社会稳定吗？",
            Question::ThirdParty => "涉及第三方的商业秘密、个人隐私等合法权益吗？",
            Question::Opinion => "征求第三方意见的结果是什么？",
            Question::PublicInterest => "不公开会对公共利益造成重大影响吗？",
            Question::Internal => "属于内部事务信息、过程性信息或者行政执法案卷信息吗？",
            Question::Separable => "能够作区分处理，只对一部分不予公开吗？",
        }
    }

    /// What to look at before answering.
    pub fn hint(self) -> &'static str {
        match self {
            Question::Nature => "看实质内容，不看申请表的名称。",
            Question::Clear => {
                "不明确而还没有要求过补正的，先在7个工作日内一次性告知补正，不要在这里作出决定。"
            }
            Question::Repeated => "重复申请须同一申请人、同一信息，且此前已经作出答复；不再处理的不算。",
            Question::Responsible => {
                "谁制作谁公开；从公民、法人或者其他组织获取的，由保存的机关公开；从其他机关获取的，由制作或者最初获取的机关公开；共同制作的，由牵头机关公开。"
            }
            Question::Public => "须现在仍能按告知的方式、途径查到。",
            Question::Existing => "先检索，并留存检索的范围、方法和结果。",
            Question::Secret => "国家秘密以依法确定的密级和保密期限为准；系统中不得录入涉密内容，只写出处。",
            Question::Safety => "不能确定的，报有关主管部门或者保密行政管理部门确定。",
            Question::ThirdParty => "可能损害第三方合法权益的，应当书面征求第三方的意见。",
            Question::Opinion => "第三方逾期未提出意见的，既不是同意，也不是不同意，由本机关决定。",
            Question::PublicInterest => "决定公开的，须将公开的内容和理由书面告知第三方，之后才能提供。",
            Question::Internal => {
                "都是可以不予公开，不是应当不予公开；法律、法规、规章规定应当公开的，从其规定。"
            }
            Question::Separable => "除不予公开的内容外，其余部分能够单独提供的，应当提供。",
        }
    }

    /// The articles of the 条例 it asks about.
    pub fn articles(self) -> &'static str {
        match self {
            Question::Nature => "第二条、第三十六条第（七）项、第三十九条",
            Question::Clear => "第三十条",
            Question::Repeated => "第三十五条、第三十六条第（六）项",
            Question::Responsible => "第十条、第三十六条第（五）项",
            Question::Public => "第三十六条第（一）项",
            Question::Existing => "第三十六条第（四）项、第三十八条",
            Question::Secret | Question::Safety => "第十四条",
            Question::ThirdParty | Question::Opinion | Question::PublicInterest => "第十五条、第三十二条",
            Question::Internal => "第十六条",
            Question::Separable => "第三十七条",
        }
    }

    /// The rules it rests on.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Question::Nature => &["R2-1", "R39-1", "R39-2"],
            Question::Clear => &["R30-1", "R30-2"],
            Question::Repeated => &["R35-1", "R36-5"],
            Question::Responsible => &["R10-1", "R10-2"],
            Question::Public => &["R36-1"],
            Question::Existing => &["R36-2", "R38-1"],
            Question::Secret | Question::Safety => &["R14-1", "R17-1"],
            Question::ThirdParty => &["R15-1", "R32-1"],
            Question::Opinion => &["R32-1", "R32-2"],
            Question::PublicInterest => &["R15-1", "R32-3"],
            Question::Internal => &["R16-1", "R16-2"],
            Question::Separable => &["R37-1", "R36-4"],
        }
    }

    /// What may be answered.
    pub fn choices(self) -> &'static [Choice] {
        match self {
            Question::Nature => choices::NATURE,
            Question::Clear => choices::CLEAR,
            Question::Repeated => choices::REPEATED,
            Question::Responsible => choices::RESPONSIBLE,
            Question::Public => choices::PUBLIC,
            Question::Existing => choices::EXISTING,
            Question::Secret => choices::SECRET,
            Question::Safety => choices::SAFETY,
            Question::ThirdParty => choices::THIRD_PARTY,
            Question::Opinion => choices::OPINION,
            Question::PublicInterest => choices::PUBLIC_INTEREST,
            Question::Internal => choices::INTERNAL,
            Question::Separable => choices::SEPARABLE,
        }
    }

    /// The choice of that name.
    ///
    /// # Errors
    /// [`UnknownAnswer`].
    pub fn choice(self, word: &str) -> Result<&'static Choice, UnknownAnswer> {
        let found = self.choices().iter().find(|choice| choice.word == word);
        found.ok_or(UnknownAnswer { question: self })
    }
}

/// Follows the answers from the first question to the one that is open, or to the code. Answers to questions
/// that are not on the way are passed over: whoever goes back and forth loses none.
///
/// # Errors
/// [`UnknownAnswer`] for the first on the way that its question does not know.
pub fn walk<'a>(answer: impl Fn(Question) -> Option<&'a str>) -> Result<Path, UnknownAnswer> {
    let (mut taken, mut withheld) = (Vec::new(), None);
    let mut question = Question::Nature;
    loop {
        let Some(word) = answer(question) else {
            return Ok(Path { taken, place: Place::Ask(question) });
        };
        let choice = question.choice(word)?;
        taken.push(Taken { question, choice });
        question = match (choice.lead, withheld) {
            (Lead::Ask(next), _) => next,
            (Lead::Withhold(code), _) => {
                withheld = Some(code);
                Question::Separable
            }
            (Lead::Reply(code), _) => return Ok(Path { taken, place: Place::Proposed { code, withheld } }),
            (Lead::Withheld, Some(code)) => {
                return Ok(Path { taken, place: Place::Proposed { code, withheld: None } });
            }
            // Only what is withheld leads to the question; without it the way begins anew.
            (Lead::Withheld, None) => {
                return Ok(Path { taken: Vec::new(), place: Place::Ask(Question::Nature) });
            }
        };
    }
}

impl Path {
    /// The way in words, for the record: each question with its answer.
    pub fn words(&self) -> String {
        let answer = |taken: &Taken| format!("{}{}", taken.question.title(), taken.choice.label);
        self.taken.iter().map(answer).collect::<Vec<_>>().join("；")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    type Answers = BTreeMap<Question, &'static str>;

    /// Every way through the table.
    fn ways() -> Vec<(Answers, Path)> {
        let (mut open, mut ways) = (vec![Answers::new()], Vec::new());
        while let Some(answers) = open.pop() {
            let path = walk(|question| answers.get(&question).copied()).unwrap();
            match path.place {
                Place::Ask(question) => {
                    assert!(!answers.contains_key(&question), "a question is asked once");
                    open.extend(question.choices().iter().map(|choice| {
                        let mut answers = answers.clone();
                        answers.insert(question, choice.word);
                        answers
                    }));
                }
                Place::Proposed { .. } => ways.push((answers, path)),
            }
        }
        ways
    }

    fn code(path: &Path) -> ReplyCode {
        match path.place {
            Place::Proposed { code, .. } => code,
            Place::Ask(question) => panic!("{question:?} is open"),
        }
    }

    #[test]
    fn every_way_ends_and_every_code_is_reached() {
        let reached: BTreeSet<ReplyCode> = ways().iter().map(|(_, path)| code(path)).collect();
        assert_eq!(reached, ReplyCode::ALL.into_iter().collect());
    }

    #[test]
    fn the_order_of_asking_is_that_of_the_law() {
        use Question::*;
        for (_, path) in ways() {
            let asked: Vec<Question> = path.taken.iter().map(|taken| taken.question).collect();
            assert!(asked.is_sorted(), "{asked:?}");
            assert_eq!(asked.first(), Some(&Nature));
        }
        let disclosed = ways()
            .into_iter()
            .find(|(answers, path)| code(path) == ReplyCode::A2 && answers.get(&ThirdParty) == Some(&"no"));
        let asked: Vec<Question> = disclosed.unwrap().1.taken.iter().map(|taken| taken.question).collect();
        assert_eq!(
            asked,
            [Nature, Clear, Repeated, Responsible, Public, Existing, Secret, Safety, ThirdParty, Internal]
        );
    }

    #[test]
    fn what_is_withheld_is_asked_for_its_rest() {
        for (answers, path) in ways() {
            let Place::Proposed { code, withheld } = path.place else { continue };
            assert_eq!(withheld.is_some(), code == ReplyCode::B, "{answers:?}");
            let refused = matches!(code, ReplyCode::B) || withheld.is_some() || code.review_comes_first();
            assert_eq!(answers.contains_key(&Question::Separable), refused, "{answers:?}");
        }
    }

    #[test]
    fn answers_off_the_way_are_kept_and_change_nothing() {
        let mut answers = Answers::from([(Question::Nature, "petition"), (Question::Separable, "whole")]);
        let lookup = |answers: &Answers| walk(|question| answers.get(&question).copied());
        assert_eq!(code(&lookup(&answers).unwrap()), ReplyCode::E1);
        answers.insert(Question::Nature, "information");
        assert_eq!(lookup(&answers).unwrap().place, Place::Ask(Question::Clear));
    }

    #[test]
    fn what_a_question_does_not_know_is_refused() {
        let of = |word| walk(|question| (question == Question::Nature).then_some(word));
        assert_eq!(of("gossip"), Err(UnknownAnswer { question: Question::Nature }));
        assert_eq!(of(""), Err(UnknownAnswer { question: Question::Nature }));
        assert_eq!(of("information").unwrap().place, Place::Ask(Question::Clear));
        assert_eq!(Question::find("nothing"), None);
    }

    #[test]
    fn words_are_unique_and_the_way_is_told() {
        for question in Question::ALL {
            assert_eq!(Question::find(question.word()), Some(question));
            let words: BTreeSet<&str> = question.choices().iter().map(|choice| choice.word).collect();
            assert_eq!(words.len(), question.choices().len(), "{question:?}");
            assert!(!question.rules().is_empty());
        }
        let path = walk(|question| match question {
            Question::Nature => Some("information"),
            Question::Clear => Some("still_unclear"),
            _ => None,
        });
        assert_eq!(path.unwrap().words(), "这一项要求的是什么？获取政府信息；申请内容明确吗？经补正仍不明确");
    }
}
