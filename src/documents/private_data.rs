//! Finding ID numbers, passports, bank cards and mobile phones in a text, also where they are
//! written with blanks, hyphens or full-width figures.

/// What gives a person away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Private {
    /// 居民身份证, of either length, or 护照.
    Id,
    Phone,
    BankCard,
}

/// Every private number of the text, bare of blanks and hyphens.
pub(super) fn private_numbers(text: &str) -> Vec<(Private, String)> {
    let plain: Vec<char> = text.chars().map(narrow).collect();
    let mut found = passports(&plain);
    for run in runs(&plain) {
        if let Some(numbers) = run.divide() {
            found.extend(numbers);
        } else {
            found.extend(run.groups.iter().filter_map(|group| run.judge(group.clone())));
        }
    }
    found
}

/// The text without blanks and hyphens and in half-width signs: as one compares what is typed in many ways.
pub(super) fn squeezed(text: &str) -> String {
    text.chars().map(narrow).filter(|sign| !sign.is_whitespace() && *sign != '-').collect()
}

/// Groups of figures with single blanks or hyphens between, and the words before them.
struct Run {
    before: String,
    groups: Vec<String>,
}

impl Run {
    /// The numbers that the groups are made of, if each group belongs to one.
    fn divide(&self) -> Option<Vec<(Private, String)>> {
        const LONGEST: usize = 19;
        let mut ways: Vec<Option<(usize, (Private, String))>> = vec![None; self.groups.len() + 1];
        for from in (0..self.groups.len()).rev() {
            let mut number = String::new();
            for to in from..self.groups.len() {
                number.push_str(self.groups.get(to).map(String::as_str).unwrap_or_default());
                if number.len() > LONGEST {
                    break;
                }
                let goes_on = to + 1 == self.groups.len() || ways.get(to + 1).is_some_and(Option::is_some);
                if let (true, Some(judged)) = (goes_on, self.judge(number.clone()))
                    && let Some(way) = ways.get_mut(from)
                {
                    *way = Some((to + 1, judged));
                    break;
                }
            }
        }
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < self.groups.len() {
            let (next, number) = ways.get_mut(at)?.take()?;
            numbers.push(number);
            at = next;
        }
        (!numbers.is_empty()).then_some(numbers)
    }

    fn judge(&self, number: String) -> Option<(Private, String)> {
        let of_something_else = || {
            OTHER_NUMBERS.iter().any(|name| self.before.contains(name))
                && !self.before.contains(['卡', '账', '证'])
        };
        let of_organisation = self.before.contains("信用代码");
        let kind = if (is_id_number(&number) && !of_organisation)
            || (is_old_id_number(&number) && !of_something_else())
        {
            Private::Id
        } else if is_mobile_phone(&number) {
            Private::Phone
        } else if is_bank_card(&number) && !of_something_else() {
            Private::BankCard
        } else {
            return None;
        };
        Some((kind, number))
    }
}

/// What stands before numbers that only look like private ones.
const OTHER_NUMBERS: [&str; 11] =
    ["合同", "编号", "文号", "单号", "案号", "邮件", "项目", "代码", "识别码", "流水", "发票"];

/// How many signs before a number may say what it is.
const NEAR: usize = 10;

fn runs(signs: &[char]) -> Vec<Run> {
    let at = |at: usize| signs.get(at).copied().unwrap_or('\n');
    let mut found = Vec::new();
    let mut from = 0;
    while from < signs.len() {
        if !at(from).is_ascii_digit() {
            from += 1;
            continue;
        }
        let (mut to, mut groups, mut group) = (from, Vec::new(), String::new());
        while at(to).is_ascii_digit() {
            group.push(at(to));
            to += 1;
            let apart = usize::from(matches!(at(to), ' ' | '-'));
            let closes = matches!(at(to + apart), 'X' | 'x') && !at(to + apart + 1).is_ascii_alphanumeric();
            if closes && (apart == 0 || group.len() + groups.iter().map(String::len).sum::<usize>() >= 17) {
                group.push('X');
                to += apart + 1;
            }
            let apart = usize::from(matches!(at(to), ' ' | '-'));
            if !group.ends_with('X') && apart == 0 {
                continue;
            }
            groups.push(std::mem::take(&mut group));
            to += if at(to + apart).is_ascii_digit() { apart } else { 0 };
        }
        groups.extend(Some(group).filter(|group| !group.is_empty()));
        let before: String = signs.get(from.saturating_sub(NEAR)..from).unwrap_or_default().iter().collect();
        if !at(to).is_ascii_alphabetic() && is_label(glued(&before), &groups) {
            found.push(Run { before, groups });
        }
        from = to.max(from + 1);
        while at(from).is_ascii_alphanumeric() {
            from += 1;
        }
    }
    found
}

/// The Latin letters and figures that a text ends with.
fn glued(text: &str) -> &str {
    let bare = text.trim_end_matches(|sign: char| sign.is_ascii_alphanumeric());
    text.get(bare.len()..).unwrap_or_default()
}

/// Whether letters before a number only say what it is, as «tel» does. Two letters before eleven
/// figures are those of a postal item.
fn is_label(letters: &str, groups: &[String]) -> bool {
    const LABELS: [&str; 8] = ["wx", "vx", "sj", "dh", "id", "qq", "tel", "phone"];
    let figures: usize = groups.iter().map(String::len).sum();
    letters.chars().all(|sign| sign.is_ascii_alphabetic())
        && (letters.len() < 2
            || LABELS.iter().any(|label| label.eq_ignore_ascii_case(letters))
            || (letters.chars().skip(1).all(|sign| sign.is_ascii_lowercase())
                && !(letters.len() == 2 && figures == 11)))
}

/// Eighteen signs with a plausible day of birth. The check digit is not asked: a number typed wrong
/// gives a person away as well; but an organisation's code is none.
fn is_id_number(number: &str) -> bool {
    let part = |from: usize, to: usize| number.get(from..to).and_then(|part| part.parse::<u32>().ok());
    number.len() == 18
        && number.get(..17).is_some_and(|digits| digits.chars().all(|sign| sign.is_ascii_digit()))
        && matches!(
            (part(6, 10), part(10, 12), part(12, 14)),
            (Some(1900..=2100), Some(1..=12), Some(1..=31))
        )
        && (!is_credit_code(number) || has_id_check_sign(number))
}

/// The check sign of GB 11643-1999.
fn has_id_check_sign(number: &str) -> bool {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digits = number.chars().filter_map(|sign| usize::try_from(sign.to_digit(10)?).ok());
    let sum: usize = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    number.chars().last() == "10X98765432".chars().nth(sum % 11)
}

/// Fifteen figures: a province, a day of birth of the last century.
fn is_old_id_number(number: &str) -> bool {
    const PROVINCES: [&str; 33] = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
        "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81",
    ];
    let part = |from: usize, to: usize| number.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let born = match (part(6, 8), part(8, 10), part(10, 12)) {
        (Some(year), Some(month), Some(day)) => {
            i32::try_from(1900 + year).ok().and_then(|year| chrono::NaiveDate::from_ymd_opt(year, month, day))
        }
        _ => None,
    };
    number.len() == 15
        && number.chars().all(|sign| sign.is_ascii_digit())
        && PROVINCES.iter().any(|province| number.starts_with(province))
        && born.is_some()
}

fn is_mobile_phone(number: &str) -> bool {
    let bare = ["0086", "86", "0"]
        .iter()
        .find_map(|before| number.strip_prefix(before).filter(|rest| rest.len() == 11));
    let mut digits = bare.unwrap_or(number).chars();
    bare.unwrap_or(number).len() == 11
        && digits.next() == Some('1')
        && digits.next().is_some_and(|sign| ('3'..='9').contains(&sign))
        && digits.all(|sign| sign.is_ascii_digit())
}

/// Sixteen to nineteen figures that begin as cards do and whose check digit is right. A number that
/// goes on with a year after six figures is one that a county gave.
fn is_bank_card(number: &str) -> bool {
    const ISSUERS: [&str; 8] = ["62", "60", "4", "51", "52", "53", "54", "55"];
    let year = number.get(6..10).and_then(|year| year.parse::<u32>().ok());
    (16..=19).contains(&number.len())
        && ISSUERS.iter().any(|issuer| number.starts_with(issuer))
        && !matches!(year, Some(1950..=2050))
        && !is_credit_code(number)
        && luhn(number)
}

fn luhn(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().rev().map(|sign| sign.to_digit(10)).collect();
    let weighed = digits.map(|digits| {
        let weigh = |(at, digit): (usize, &u32)| {
            let weighed = if at % 2 == 1 { digit * 2 } else { *digit };
            if weighed > 9 { weighed - 9 } else { weighed }
        };
        digits.iter().enumerate().map(weigh).sum::<u32>()
    });
    weighed.is_some_and(|sum| sum % 10 == 0)
}

/// 统一社会信用代码 by its check sign (GB 32100-2015).
fn is_credit_code(number: &str) -> bool {
    const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let values: Option<Vec<usize>> = number.chars().map(|sign| SIGNS.find(sign)).collect();
    let Some((check, values)) = values.as_ref().and_then(|values| values.split_last()) else { return false };
    let weighed = values.iter().scan(1, |weight, value| {
        let weighed = *weight * value;
        *weight = *weight * 3 % 31;
        Some(weighed)
    });
    let begins = ["1", "5", "9"].iter().any(|sign| number.starts_with(sign));
    begins && values.len() == 17 && (31 - weighed.sum::<usize>() % 31) % 31 == *check
}

/// Passports: Chinese ones by their form, others where the text says so.
fn passports(signs: &[char]) -> Vec<(Private, String)> {
    let mut found = Vec::new();
    let mut at = 0_usize;
    for part in signs.split_inclusive(|sign| !sign.is_ascii_alphanumeric()) {
        let word: String = part.iter().filter(|sign| sign.is_ascii_alphanumeric()).collect();
        let near = signs.get(at.saturating_sub(NEAR)..at).unwrap_or_default();
        if is_passport(&word, &near.iter().collect::<String>()) {
            found.push((Private::Id, word));
        }
        at += part.len();
    }
    found
}

fn is_passport(word: &str, before: &str) -> bool {
    let figures = word.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
    let letters = word.len() - figures.len();
    if !(1..=3).contains(&letters) || !figures.chars().all(|sign| sign.is_ascii_digit()) {
        return false;
    }
    if before.contains("护照") {
        return (6..=9).contains(&figures.len());
    }
    let dated = figures.starts_with("19") || figures.starts_with("20");
    let chinese = match (word.as_bytes().first(), letters) {
        (Some(b'E' | b'G'), 1) => figures.len() == 8 && !dated,
        (Some(b'E'), 2) => figures.len() == 7 && word.chars().take(2).all(|sign| sign.is_ascii_uppercase()),
        _ => false,
    };
    chinese && !OTHER_NUMBERS.iter().any(|name| before.contains(name))
}

/// A full-width figure, letter or blank made half-width, and any dash a hyphen.
pub(super) fn narrow(sign: char) -> char {
    match sign {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(sign) - 0xFEE0).unwrap_or(sign)
        }
        '－' | '—' | '–' | '‐' | '‑' => '-',
        '\u{3000}' | '\u{a0}' => ' ',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::{Private, private_numbers};

    fn first(kind: Private, text: &str) -> Option<String> {
        private_numbers(text).into_iter().find(|(found, _)| *found == kind).map(|(_, number)| number)
    }

    fn id_number(text: &str) -> Option<String> {
        first(Private::Id, text)
    }

    fn mobile_phone(text: &str) -> Option<String> {
        first(Private::Phone, text)
    }

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

    #[test]
    fn plain_forms_are_found_too() {
        for text in [
            "62052119800101001 X",
            "620521-19800101-001-x",
            "G620521198001010012",
            "620521800101001",
            "id620521198001010012",
            "护照E12345678",
            "持EA1234567入境",
            "护照号码：AB1234567",
        ] {
            assert!(id_number(text).is_some(), "{text}");
        }
        for text in [
            "tel13912345678",
            "wx13812345678",
            "WX13812345678",
            "Tel13912345678",
            "+86 138 1234 5678",
            "013812345678",
            "手机13812345678微信同号",
            "13812345678@163.com",
        ] {
            assert!(mobile_phone(text).is_some(), "{text}");
        }
        for text in ["卡号6222021234567890128", "6222 0212 3456 7890 128", "4111111111111111"] {
            assert!(first(Private::BankCard, text).is_some(), "{text}");
        }
    }

    #[test]
    fn every_number_of_a_text_is_found() {
        let numbers =
            |text: &str| private_numbers(text).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
        assert_eq!(numbers("13812345678、13912345678"), ["13812345678", "13912345678"]);
        assert_eq!(numbers("620521 19800101 0012 13812345678"), ["620521198001010012", "13812345678"]);
        assert_eq!(numbers("138 1234 5678 139 1234 5678"), ["13812345678", "13912345678"]);
        assert_eq!(numbers("3 13812345678 45"), ["13812345678"]);
    }

    #[test]
    fn numbers_of_the_office_are_nobodys() {
        for text in [
            "清自然资公开答〔2026〕12号",
            "登记编号QSXZR-2026-00017",
            "邮件号XA13812345678，EMS1234567890123，1138123456788",
            "机关116205196501100050，统一社会信用代码：11620521013956784X、91620521MA712345X6、125101001234567890",
            "合同编号HT13812345678、GF-2019-1593-0012345，合同编号6222021234567890128",
            "项目代码2404-620521-04-01-123456，不动产权证第0012345号",
            "620521202400001234、6205212024000012345",
            "（2026）甘0521行初15号，图斑620521001002GB00003",
            "面积1350.24亩，金额1352400180元，人口135 2400 180 33",
            "2026年10月16日至2026年11月16日，2026-10-16 2026-11-16",
            "G30连霍高速，公告编号E12345678，表D20240517，E20240517，GB50137-2011",
            "缴款识别码62052126000012345678，电话0938-7150012 0938-7150033",
            "https://www.qingshui.example/xxgk/202405/t20240517_3456789.html",
        ] {
            assert_eq!(private_numbers(text), [], "{text}");
        }
    }
}
