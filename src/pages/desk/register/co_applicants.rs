//! 共同申请人 as they are typed: one a line, the name first, then 证件号码 and 电话 in any order.

use super::input::Faults;
use super::typed_day::mended;
use crate::casework::id_check;
use crate::casework::party::{self, PartyInput, PartyKind};

/// Shorter runs of digits belong to a name.
const SHORTEST_NUMBER: usize = 7;
/// A number of as many signs as this or more is of an ID, one of fewer a phone.
const SHORTEST_ID: usize = 15;

/// The people of the lines.
///
/// # Errors
/// What cannot be meant so, by its line.
pub fn read(typed: &str, kind: PartyKind) -> Result<Vec<PartyInput>, Faults> {
    let mut faults = Faults::new();
    let mut people = Vec::new();
    let lines = (1..).zip(typed.lines()).filter(|(_, line)| !line.trim().is_empty());
    for (line, text) in lines {
        let person = person(text, kind);
        let of_line = party::faults(&person).into_iter();
        faults.extend(
            of_line.map(|fault| {
                ("co_applicants".to_owned(), format!("共同申请人第{line}行：{}", fault.message))
            }),
        );
        people.push(person);
    }
    if faults.is_empty() { Ok(people) } else { Err(faults) }
}

fn person(line: &str, kind: PartyKind) -> PartyInput {
    let (mut id_number, mut phone, mut name) = (None, None, Vec::new());
    let parts = line.split(|sign: char| {
        sign.is_whitespace() || matches!(sign, ',' | ';' | '、' | '\u{ff0c}' | '\u{ff1b}')
    });
    for part in parts.filter(|part| !part.is_empty()) {
        let number = mended(part);
        let numeric = number.chars().filter(char::is_ascii_digit).count() >= SHORTEST_NUMBER
            && number.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '+'));
        match numeric {
            true if number.chars().count() >= SHORTEST_ID && id_number.is_none() => id_number = Some(number),
            true if phone.is_none() => phone = Some(number),
            _ => name.push(part),
        }
    }
    PartyInput {
        kind,
        name: name.join(" "),
        id_kind: id_number.as_ref().map(|_| id_check::usual_id_kind(kind).to_owned()),
        id_number,
        phone,
        email: None,
        address: None,
        postcode: None,
        representative: None,
        contact: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_person_however_it_is_divided() {
        let typed = "李四 13800138000 11010519491231002X\n\n王五，010-66010101\n阿依古丽·买买提\nJohn Smith";
        let people = read(typed, PartyKind::NaturalPerson).unwrap();
        let said: Vec<_> = people
            .iter()
            .map(|one| (one.name.as_str(), one.id_number.as_deref(), one.phone.as_deref()))
            .collect();
        assert_eq!(
            said,
            [
                ("李四", Some("11010519491231002X"), Some("13800138000")),
                ("王五", None, Some("010-66010101")),
                ("阿依古丽·买买提", None, None),
                ("John Smith", None, None),
            ]
        );
    }

    #[test]
    fn a_line_without_a_name_is_told_by_its_number() {
        let faults = read("李四\n13800138000", PartyKind::NaturalPerson).unwrap_err();
        assert_eq!(faults[0].0, "co_applicants");
        assert!(faults[0].1.starts_with("共同申请人第2行："), "{}", faults[0].1);
    }
}
