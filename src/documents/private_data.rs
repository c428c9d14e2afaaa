//! Finding ID numbers and mobile phones in a text, also where they are written with blanks,
//! hyphens or full-width figures.

/// The first number of a resident's ID card: eighteen signs with a plausible day of birth. The check
/// digit is not asked: a number typed wrong gives a person away as well.
pub(super) fn id_number(text: &str) -> Option<String> {
    runs(text).into_iter().find(|run| is_id_number(run))
}

/// The first mobile phone number.
pub(super) fn mobile_phone(text: &str) -> Option<String> {
    let is_phone = |run: &String| {
        let bare = run.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(run);
        let mut digits = bare.chars();
        bare.len() == 11
            && digits.next() == Some('1')
            && digits.next().is_some_and(|sign| ('3'..='9').contains(&sign))
    };
    runs(text).into_iter().find(is_phone)
}

fn is_id_number(run: &str) -> bool {
    let number = |from: usize, to: usize| run.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let born = (number(6, 10), number(10, 12), number(12, 14));
    run.len() == 18
        && run.get(..17).is_some_and(|digits| digits.chars().all(|sign| sign.is_ascii_digit()))
        && matches!(born, (Some(1900..=2100), Some(1..=12), Some(1..=31)))
}

/// Runs of figures, an X allowed at their end; joined over single blanks and hyphens too. A run
/// that goes on in letters is part of some other number.
fn runs(text: &str) -> Vec<String> {
    let plain: Vec<char> = text.chars().map(narrow).collect();
    let joined: Vec<char> = plain
        .iter()
        .enumerate()
        .filter(|(at, sign)| {
            let beside =
                |at: Option<usize>| at.and_then(|at| plain.get(at)).is_some_and(char::is_ascii_digit);
            !(matches!(sign, ' ' | '-') && beside(at.checked_sub(1)) && beside(at.checked_add(1)))
        })
        .map(|(_, sign)| *sign)
        .collect();
    let mut found = split(&plain);
    found.extend(split(&joined));
    found
}

fn split(signs: &[char]) -> Vec<String> {
    signs
        .split(|sign| !sign.is_ascii_alphanumeric())
        .map(|run| run.iter().collect::<String>())
        .filter(|run| run.trim_end_matches(['X', 'x']).chars().all(|sign| sign.is_ascii_digit()))
        .collect()
}

/// A full-width figure or letter made half-width.
fn narrow(sign: char) -> char {
    match sign {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
        }
        '－' | '—' | '\u{3000}' => {
            if sign == '\u{3000}' {
                ' '
            } else {
                '-'
            }
        }
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::{id_number, mobile_phone};

    #[test]
    fn numbers_are_found_however_they_are_written() {
        assert!(id_number("身份证号62052119800101001X。").is_some());
        assert!(id_number("号码６２０５２１１９８００１０１００１Ｘ").is_some());
        assert!(id_number("620521 19800101 0012").is_some());
        assert!(mobile_phone("电话：13812345678").is_some());
        assert!(mobile_phone("138-1234-5678").is_some());
        assert!(mobile_phone("8613812345678").is_some());
    }

    #[test]
    fn other_numbers_are_not_taken_for_them() {
        assert_eq!(id_number("统一社会信用代码91620521MA71234567"), None);
        assert_eq!(id_number("110105199999990012"), None);
        assert_eq!(mobile_phone("电话0938-7150012，邮件XA13812345678"), None);
        assert_eq!(mobile_phone("2026年10月16日13时"), None);
        assert_eq!(mobile_phone("138****5678"), None);
    }
}
