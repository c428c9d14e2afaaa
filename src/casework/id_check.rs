//! Whether a number can be what it is said to be: 居民身份证 (GB 11643) and 统一社会信用代码 (GB 32100).
//!
//! It warns and never blocks: what stands on paper is registered as it stands there.

use chrono::NaiveDate;

use super::party::PartyKind;

/// 居民身份证: what a natural person shows, unless another document is named.
pub const CITIZEN_ID: &str = "居民身份证";
/// 统一社会信用代码: what an organisation has.
pub const CREDIT_CODE: &str = "统一社会信用代码";

/// The weights of GB 11643, and the check characters by the remainder.
const CITIZEN_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The signs of GB 32100 by their values: no I, O, S, V, Z.
const CREDIT_SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The document a party of this kind shows, if none is named.
pub fn usual_id_kind(kind: PartyKind) -> &'static str {
    if kind == PartyKind::NaturalPerson { CITIZEN_ID } else { CREDIT_CODE }
}

/// What is odd about a number, in a sentence for the clerk; nothing if it can be right.
pub fn doubt(id_kind: &str, number: &str, today: NaiveDate) -> Option<&'static str> {
    let number: Vec<char> = number.to_uppercase().chars().collect();
    match id_kind {
        _ if number.is_empty() => None,
        CITIZEN_ID => doubt_citizen_id(&number, today),
        CREDIT_CODE => doubt_credit_code(&number),
        _ => None,
    }
}

fn doubt_citizen_id(number: &[char], today: NaiveDate) -> Option<&'static str> {
    if number.len() == 15 && number.iter().all(char::is_ascii_digit) {
        return Some("身份证号码是15位的旧号码，请核对有没有18位的新号码");
    }
    let Some((&check, body)) = number.split_last().filter(|(_, body)| body.len() == 17) else {
        return Some("身份证号码应为18位，请核对是否漏写或者多写");
    };
    let digits: Option<Vec<u32>> = body.iter().map(|sign| sign.to_digit(10)).collect();
    let Some(digits) = digits else {
        return Some("身份证号码前17位应当都是数字，请核对");
    };
    let born: String = body.iter().skip(6).take(8).collect();
    let born = NaiveDate::parse_from_str(&born, "%Y%m%d").ok();
    if !born.is_some_and(|born| born <= today && born.format("%Y").to_string().as_str() >= "1850") {
        return Some("身份证号码中的出生日期不存在或者还没有到，请核对");
    }
    let sum: u32 = digits.iter().zip(CITIZEN_WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let right = CITIZEN_CHECKS.get((sum % 11) as usize) == Some(&check);
    (!right).then_some("身份证号码的校验位不符，可能有一位写错，请核对")
}

fn doubt_credit_code(code: &[char]) -> Option<&'static str> {
    let value = |sign: &char| CREDIT_SIGNS.chars().zip(0u32..).find(|(known, _)| known == sign);
    let values: Option<Vec<u32>> = code.iter().map(|sign| value(sign).map(|(_, value)| value)).collect();
    let Some(values) = values else {
        return Some("统一社会信用代码只用数字和大写字母，且不用I、O、S、V、Z，请核对");
    };
    let Some((check, body)) = values.split_last().filter(|(_, body)| body.len() == 17) else {
        return Some("统一社会信用代码应为18位，请核对是否漏写或者多写");
    };
    let sum: u32 = body.iter().zip(CREDIT_WEIGHTS).map(|(value, weight)| value * weight).sum();
    let right = (31 - sum % 31) % 31 == *check;
    (!right).then_some("统一社会信用代码的校验位不符，可能有一位写错，请核对")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubted(kind: &str, number: &str) -> bool {
        doubt(kind, number, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).is_some()
    }

    #[test]
    fn the_examples_of_the_standards_are_right() {
        assert!(!doubted(CITIZEN_ID, "11010519491231002X"));
        assert!(!doubted(CITIZEN_ID, "11010519491231002x"));
        assert!(!doubted(CITIZEN_ID, "440524188001010014"));
        assert!(!doubted(CREDIT_CODE, "91350100M000100Y43"));
    }

    #[test]
    fn every_single_wrong_sign_is_noticed() {
        for (kind, right) in [(CITIZEN_ID, "11010519491231002X"), (CREDIT_CODE, "91350100M000100Y43")] {
            for (at, sign) in right.char_indices() {
                for other in "0123456789".chars().filter(|other| *other != sign) {
                    let mut wrong = right.to_owned();
                    wrong.replace_range(at..=at, &other.to_string());
                    assert!(doubted(kind, &wrong), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_told_and_what_it_is_not_about_is_left_alone() {
        for number in ["110105194912310021", "1101051949123100", "11010519490231002X", "11010520491231002X"] {
            assert!(doubted(CITIZEN_ID, number), "{number}");
        }
        for code in ["91350100M000100Y4", "91350100I000100Y43", "91350100M000100Y44"] {
            assert!(doubted(CREDIT_CODE, code), "{code}");
        }
        assert!(!doubted("护照", "E12345678"));
        assert!(!doubted(CITIZEN_ID, ""));
    }
}
