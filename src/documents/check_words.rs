//! What must not stand in a letter: other people's data, what was left over, and phrases that
//! courts and offices criticise.

use super::check::{CheckInput, applicants_words, cells, own_words, set_off};
use super::context::{LetterContext, QUERY_CODE};
use super::finding::{Finding, FindingCode as Code};
use super::kind::LetterKind;
use super::private_data::{Private, private_numbers, squeezed};
use super::remedy::UNKNOWN;

/// Phrases, and what is wrong with them. They decide without a basis (R36-2 asks for reasons),
/// cite no article, open with what happened inside the house (S19), or treat an application as a complaint.
const PHRASES: [(&str, &str); 18] = [
    ("经研究，决定", "没有说明依据和理由，请写明「经审查，根据…第…条的规定」"),
    ("经研究决定", "没有说明依据和理由，请写明「经审查，根据…第…条的规定」"),
    ("经领导同意", "内部程序不是答复的依据，请删去"),
    ("经领导批准", "内部程序不是答复的依据，请删去"),
    ("经局务会研究", "内部程序不是答复的依据，请删去"),
    ("按有关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("按相关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("按照相关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("依据有关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("依照有关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("依照相关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("根据有关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("根据相关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("按照有关规定", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("根据有关法律法规", "没有引用具体条款，请写明法律、法规的名称和条、款、项"),
    ("根据上级要求", "上级要求不是答复的依据，请引用法律、法规的条款"),
    ("来信收悉", "政府信息公开申请不是来信，请写明收到申请的日期和申请内容"),
    ("反映的问题", "政府信息公开申请不是信访事项，请写明申请公开的信息"),
];

const ACCEPTANCE: [&str; 4] = ["受理日", "受理之日", "受理时间", "正式受理"];

const PLACEHOLDERS: [&str; 12] =
    ["××", "XX", "xx", "ＸＸ", "{{", "}}", "{%", "TODO", "todo", "某某", "____", UNKNOWN];

/// Latin words that a Chinese letter may hold: units, forms of files, the name of the post.
const LATIN: [&str; 22] = [
    "km", "cm", "mm", "kg", "ha", "kW", "MB", "GB", "KB", "PDF", "OFD", "DOC", "DOCX", "XLS", "XLSX", "JPG",
    "ZIP", "EMS", "CD", "DVD", "USB", "APP",
];

pub(super) fn find(input: &CheckInput<'_>, findings: &mut Vec<Finding>) {
    let own = own_words(input.letter);
    left_over(input, &own, findings);
    phrases(&own, findings);
    let shown = shown(input, &own);
    other_people(input, &shown, findings);
    numbers(input, &shown, findings);
}

/// Everything that whoever gets the letter can read in it and its enclosures, without what the
/// applicant wrote.
fn shown<'l>(input: &CheckInput<'l>, own: &[&'l str]) -> Vec<&'l str> {
    let record = input.record;
    let enclosed = record.attachments.iter().flat_map(|file| [file.name.as_str(), file.text.as_str()]);
    own.iter().copied().chain(set_off(input)).chain(cells(input.letter)).chain(enclosed).collect()
}

/// What the applicant wrote is never ours to mend, even where we quote it.
fn applicant_wrote(input: &CheckInput<'_>, words: &str) -> bool {
    let named = [input.record.applicant.as_str(), input.record.case_number.as_str()];
    applicants_words(input.context).chain(named).any(|text| text.contains(words))
}

fn left_over(input: &CheckInput<'_>, own: &[&str], findings: &mut Vec<Finding>) {
    for placeholder in PLACEHOLDERS {
        let found = own.iter().copied().chain(set_off(input)).any(|text| text.contains(placeholder));
        if found && !applicant_wrote(input, placeholder) {
            let words = format!("遗留占位符「{placeholder}」，请填写实际内容");
            findings.push(Finding::new(Code::PlaceholderLeft, words));
        }
    }
    let code_shown = own.iter().copied().chain(cells(input.letter)).any(|text| text.contains(QUERY_CODE));
    if code_shown && input.context.kind() != LetterKind::ReceiptApplicant {
        findings.push(Finding::new(Code::PlaceholderLeft, "查询码只能出现在接收回执的申请人联，请删去"));
    }
    for word in own.iter().flat_map(|text| latin_words(text)) {
        let known =
            LATIN.iter().any(|known| known.eq_ignore_ascii_case(word)) || PLACEHOLDERS.contains(&word);
        if !known && !applicant_wrote(input, word) && !input.context.organ().name.contains(word) {
            findings.push(Finding::new(
                Code::EnglishLeft,
                format!("遗留外文「{word}」，请改为中文，确需保留的请说明理由"),
            ));
        }
    }
}

/// Runs of two Latin letters or more, outside of addresses on the net.
fn latin_words(text: &str) -> impl Iterator<Item = &str> {
    let chunks = text.split(|sign: char| sign.is_whitespace() || !sign.is_ascii());
    let plain = chunks.filter(|chunk| !["://", "@", "www."].iter().any(|sign| chunk.contains(sign)));
    // A number with letters, as that of a case or of a postal item, is no word.
    let wordy = plain.filter(|chunk| !chunk.contains(|sign: char| sign.is_ascii_digit()));
    wordy
        .flat_map(|chunk| chunk.split(|sign: char| !sign.is_ascii_alphabetic()))
        .filter(|word| word.len() > 1)
}

fn phrases(own: &[&str], findings: &mut Vec<Finding>) {
    for (phrase, why) in PHRASES {
        if own.iter().any(|text| text.contains(phrase)) {
            findings.push(Finding::new(Code::OpeningPhrase, format!("不应使用「{phrase}」：{why}")));
        }
    }
    if own.iter().any(|text| decided_inside(text)) {
        let words = "不应使用「经…会研究决定」：内部程序不是答复的依据，请写明事实、理由和法律条款";
        findings.push(Finding::new(Code::OpeningPhrase, words));
    }
    if let Some(phrase) = ACCEPTANCE.iter().find(|phrase| own.iter().any(|text| text.contains(**phrase))) {
        let words = format!("不应使用「{phrase}」：答复期限自收到申请之日起算，没有另外的受理日期");
        findings.push(Finding::new(Code::AcceptanceDay, words));
    }
}

/// «经局党组会研究，不宜公开»: what was resolved inside the house is given for a basis. That
/// something was discussed there may well be a fact of the case.
fn decided_inside(text: &str) -> bool {
    const INSIDE: [&str; 7] = ["党组", "党委", "局务", "办公会", "会议", "集体", "领导"];
    const RESOLVED: [&str; 9] = ["决定", "认为", "同意", "不宜", "不予", "不同意", "不公开", "暂不", "予以"];
    text.match_indices('经').any(|(at, _)| {
        let clause = text.get(at..).unwrap_or_default().split(['。', '；', '\n']).next().unwrap_or_default();
        ["研究", "讨论", "审议"].iter().any(|done| {
            clause.split_once(done).is_some_and(|(by, after)| {
                let after = after.trim_start_matches(['后', '，']);
                by.chars().count() <= 12
                    && !by.contains('，')
                    && INSIDE.iter().any(|inside| by.contains(inside))
                    && RESOLVED.iter().any(|resolved| after.starts_with(resolved))
            })
        })
    })
}

/// R15-1, T-3: nobody learns from a letter about somebody else.
fn other_people(input: &CheckInput<'_>, texts: &[&str], findings: &mut Vec<Finding>) {
    let record = input.record;
    let squeezed_texts: Vec<String> = texts.iter().map(|text| squeezed(text)).collect();
    let shown = |data: &String| {
        let data = squeezed(data);
        data.chars().count() > 1 && squeezed_texts.iter().any(|text| text.contains(&data))
    };
    if record.other_applicants.iter().any(|data| *data != record.applicant && shown(data)) {
        findings.push(Finding::new(Code::OthersData, "文书或者附件中有其他申请人的信息，请删去"));
    }
    let to_applicant = input.context.basics().is_some();
    if to_applicant && record.third_parties.iter().any(|name| shown(name) && !applicant_wrote(input, name)) {
        findings.push(Finding::new(
            Code::ThirdPartyShown,
            "文书或者附件中有第三方的名称，请改称「第三方」，并对附件作区分处理",
        ));
    }
    let to_others = matches!(
        input.context,
        LetterContext::ThirdParty(_)
            | LetterContext::OrganConsultation(_)
            | LetterContext::Disclosure(_)
            | LetterContext::Inquiry(_)
    );
    if to_others && (shown(&record.applicant) || record.applicant_data.iter().any(shown)) {
        findings.push(Finding::new(
            Code::ApplicantShown,
            "发给第三方或者其他机关的文书不应出现申请人的姓名和联系方式，请删去",
        ));
    }
}

/// Numbers that give somebody away: the forms that are filled in with them, and the label, have their
/// place for them. What the applicant wrote, and the office's own phone, are known.
fn numbers(input: &CheckInput<'_>, texts: &[&str], findings: &mut Vec<Finding>) {
    if matches!(input.context.kind(), LetterKind::ApplicationFilled | LetterKind::AddressLabel) {
        return;
    }
    let office = input.context.organ().phone.as_str();
    let known: Vec<_> = applicants_words(input.context).chain([office]).flat_map(private_numbers).collect();
    let shown: Vec<_> = texts.iter().flat_map(|text| private_numbers(text)).collect();
    for (kind, code, what) in [
        (Private::Id, Code::IdNumberShown, "居民身份证或者护照的号码"),
        (Private::Phone, Code::PhoneShown, "个人手机号码"),
        (Private::BankCard, Code::BankCardShown, "银行卡号"),
    ] {
        if shown.iter().any(|number| number.0 == kind && !known.contains(number)) {
            findings.push(Finding::new(code, format!("文书或者附件中有{what}，请删去或者遮盖")));
        }
    }
}
