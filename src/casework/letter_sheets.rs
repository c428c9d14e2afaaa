//! The contexts of receipts, forms and records: made of the case as it stands whenever they are printed.

use super::Error;
use super::letter_index;
use super::letter_input::SheetInput;
use super::letter_matter::Matter;
use super::letter_recorded;
use super::letters::kind_of;
use super::party::{self, PartyKind, Shown};
use super::row::word;
use crate::app::App;
use crate::documents::context::LetterContext;
use crate::documents::grids;
use crate::documents::kind::LetterKind;
use crate::documents::notices::{Copy, Paper, ReceiptContext};
use crate::documents::parts::{Day, PersonFacts};
use crate::documents::sheets::{
    Application, ApplicationContext, ApprovalContext, DeliveryRecordContext, LabelContext, Opinion,
    RegistrationContext,
};
use crate::documents::texts::code_title;
use crate::law::case_event::CaseEvent;
use crate::law::deadline::Channel;
use crate::law::text::UserId;
use crate::store::Db;
use crate::store::letters::load_letter;
use crate::store::organs::find_unit;
use crate::store::parties::PartyRow;
use crate::store::users::load_user;

/// Makes the context of a sheet.
///
/// # Errors
/// [`Error::Input`] for what the case does not have yet; not found for what is no sheet.
pub(super) fn make(
    app: &App,
    db: &mut Db,
    matter: &Matter,
    kind: LetterKind,
    input: &SheetInput,
) -> Result<LetterContext, Error> {
    let organ = matter.facts.organ.clone();
    Ok(match kind {
        LetterKind::ApplicationBlank => ApplicationContext { organ, filled: None }.into(),
        LetterKind::ApplicationFilled => {
            ApplicationContext { organ, filled: Some(Box::new(application(app, matter)?)) }.into()
        }
        LetterKind::ReceiptApplicant => receipt(app, matter, Copy::Applicant, input)?.into(),
        LetterKind::ReceiptOffice => receipt(app, matter, Copy::Office, input)?.into(),
        LetterKind::RegistrationSheet => registration(db, matter)?.into(),
        LetterKind::ApprovalSheet => approval(db, matter)?.into(),
        LetterKind::DeliveryRecord => delivery_record(db, matter, input)?.into(),
        LetterKind::FileIndex => letter_index::make(db, matter)?.into(),
        LetterKind::AddressLabel => label(app, matter)?.into(),
        _ => return Err(crate::store::StoreError::NotFound.into()),
    })
}

fn channel(matter: &Matter) -> Result<Channel, Error> {
    matter.case.channel.ok_or_else(|| Error::corrupt("a case without a channel"))
}

fn receipt(app: &App, matter: &Matter, copy: Copy, input: &SheetInput) -> Result<ReceiptContext, Error> {
    let paper = match input.paper.as_deref() {
        None | Some("a4") => Paper::A4,
        Some("a5") => Paper::A5,
        Some(_) => return Err(Error::input("paper", "纸张应为a4或者a5")),
    };
    Ok(ReceiptContext {
        basics: matter.basics()?,
        copy,
        paper,
        channel: channel(matter)?,
        due_on: matter.due_on()?,
        query_url: format!("{}/status/{}", app.settings.public_url.trim_end_matches('/'), matter.row.number),
    })
}

fn application(app: &App, matter: &Matter) -> Result<Application, Error> {
    let mut applicants = matter.applicants();
    let applicant = applicants.next().ok_or_else(|| Error::corrupt("a case without applicant"))?;
    let agent = matter.parties.iter().find(|party| party.role == "agent");
    let form = matter.newest("form").unwrap_or_default();
    Ok(Application {
        case_number: Some(matter.row.number.clone()),
        applicant: person(app, applicant)?,
        co_applicants: applicants.map(|other| person(app, other)).collect::<Result<_, _>>()?,
        agent: agent.map(|agent| person(app, agent)).transpose()?,
        items: matter.items().into_iter().map(|(_, words)| words).collect(),
        carrier: carrier(form),
        access: matter.newest("delivery").unwrap_or_default().to_owned(),
        other_ways: form.contains(OR_OTHERWISE),
        on: Day(letter_recorded::submitted_on(matter)),
    })
}

/// What an applicant's wish for a form says besides, who would take another one too.
const OR_OTHERWISE: &str = "也接受其他形式";

/// 提供形式 by the form's own word for it.
fn carrier(wish: &str) -> String {
    let wish = if wish.contains(OR_OTHERWISE) { wish.split('（').next().unwrap_or(wish) } else { wish };
    match wish {
        "电子文件" | "电子文档" => "电子数据".to_owned(),
        other => other.to_owned(),
    }
}

fn person(app: &App, row: &PartyRow) -> Result<PersonFacts, Error> {
    let shown = party::view(row, &app.keys, Shown::Full)?;
    let organisation = row.fields.kind != word(PartyKind::NaturalPerson);
    Ok(PersonFacts {
        name: shown.name,
        organisation,
        organisation_kind: organisation.then(|| kind_title(&row.fields.kind).to_owned()),
        id_kind: row.fields.id_kind.clone(),
        id_number: shown.id_number,
        representative: row.fields.representative.clone(),
        contact: row.fields.contact.clone(),
        phone: shown.phone,
        email: shown.email,
        address: shown.address,
        postcode: row.fields.postcode.clone(),
    })
}

/// A column of table 三 (N-5) by its word.
fn kind_title(kind: &str) -> &'static str {
    match kind {
        "natural_person" => "自然人",
        "enterprise" => "商业企业",
        "research_body" => "科研机构",
        "public_benefit" => "社会公益组织",
        "legal_service" => "法律服务机构",
        _ => "其他",
    }
}

fn registration(db: &mut Db, matter: &Matter) -> Result<RegistrationContext, Error> {
    let by = matter.journal.first().and_then(|recorded| recorded.by);
    let channel = channel(matter)?;
    Ok(RegistrationContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        applicant: matter.addressee().name,
        applicant_kind: kind_title(&matter.row.applicant_kind).to_owned(),
        channel: grids::channel(channel).to_owned(),
        received_on: matter.received_on()?,
        receipt_rule: grids::receipt_basis(channel),
        due_on: matter.due_on()?,
        items: matter.items().into_iter().map(|(_, words)| words).collect(),
        unit: unit_name(db, matter)?,
        clerk: name_of(db, by)?,
        measures: letter_recorded::measures(matter),
        replies: letter_recorded::replies(db, matter)?,
        endings: letter_recorded::endings(matter),
    })
}

fn unit_name(db: &mut Db, matter: &Matter) -> Result<String, Error> {
    let Some(unit) = matter.case.unit else { return Ok("待分办".to_owned()) };
    Ok(find_unit(db, unit.0)?.map(|unit| unit.name).unwrap_or_default())
}

fn name_of(db: &mut Db, user: Option<UserId>) -> Result<String, Error> {
    match user {
        Some(user) => Ok(load_user(db, user.0)?.name),
        None => Ok("网上提交".to_owned()),
    }
}

/// The sheet of the round of approval that runs, or ran last.
fn approval(db: &mut Db, matter: &Matter) -> Result<ApprovalContext, Error> {
    let draft = matter.case.draft.as_ref();
    let draft = draft.ok_or_else(|| Error::input("sheet", "还没有拟定答复，没有可以呈批的内容"))?;
    let titles: Vec<&str> = draft.items.iter().map(|item| code_title(item.code)).collect();
    let mut articles: Vec<&str> = draft.items.iter().map(|item| item.code.article()).collect();
    articles.dedup();
    let (mut opinion, mut opinions) = (String::new(), Vec::new());
    for recorded in &matter.journal {
        match &recorded.event {
            CaseEvent::OpinionProposed { opinion: words } => opinion = matter.words(words),
            CaseEvent::SubmittedForApproval { .. } => opinions.clear(),
            CaseEvent::ApprovalPassed { level, on, signed_by, comment } => {
                let reviewers = u8::try_from(opinions.len()).unwrap_or(*level);
                opinions.push(Opinion {
                    level: level_title(*level, reviewers, matter).to_owned(),
                    words: comment.as_ref().map_or_else(|| "同意。".to_owned(), |words| matter.words(words)),
                    signer: name_of(db, signed_by.or(recorded.by))?,
                    on: Some(Day(*on)),
                });
            }
            _ => {}
        }
    }
    if opinions.is_empty() {
        let blank = |level: &str| Opinion {
            level: level.to_owned(),
            words: String::new(),
            signer: String::new(),
            on: None,
        };
        opinions = vec![blank("审核岗"), blank("签发人")];
    }
    let due_on = matter.due_on()?;
    Ok(ApprovalContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        applicant: matter.addressee().name,
        received_on: matter.received_on()?,
        due_on,
        prudent_due_on: matter.deadline.prudent_due_on.map_or(due_on, Day),
        items: matter.items().into_iter().map(|(_, words)| words).collect(),
        document: format!("政府信息公开申请答复（{}）", titles.join("、")),
        opinion,
        basis: format!("《中华人民共和国政府信息公开条例》{}", articles.join("、")),
        handler: name_of(db, matter.case.handler.or(draft.by))?,
        unit: unit_name(db, matter)?,
        opinions,
    })
}

/// The last level is the 签发人's signature, which ends the round.
fn level_title(level: u8, earlier: u8, matter: &Matter) -> &'static str {
    let signed = matches!(matter.case.approval, crate::law::case::Approval::Signed { .. });
    let last = match matter.case.approval {
        crate::law::case::Approval::Pending { reviewers, .. } => level >= reviewers,
        _ => signed && level == earlier && level > 0,
    };
    if last { "签发人" } else { "审核岗" }
}

fn delivery_record(db: &mut Db, matter: &Matter, input: &SheetInput) -> Result<DeliveryRecordContext, Error> {
    let letter = input.letter.ok_or_else(|| Error::input("letter", "请选择送达的文书（letter）"))?;
    let letter = load_letter(db, matter.row.id, letter)?;
    let number = letter.fields.document_number.clone();
    let number = number.ok_or_else(|| Error::input("letter", "文书还没有签发，没有文号"))?;
    let address = matter.applicants().next().and_then(|party| party.fields.address.clone());
    Ok(DeliveryRecordContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        document: kind_of(&letter)?.title().to_owned(),
        number,
        addressee: matter.addressee().name,
        method: input.method.clone().unwrap_or_else(|| "直接送达".to_owned()),
        place: input.place.clone().or(address).unwrap_or_default(),
        tracking: input.tracking.clone(),
        on: None,
    })
}

fn label(app: &App, matter: &Matter) -> Result<LabelContext, Error> {
    let applicant = matter.applicants().next().ok_or_else(|| Error::corrupt("a case without applicant"))?;
    let facts = person(app, applicant)?;
    let address = facts.address.ok_or_else(|| Error::input("sheet", "申请人没有填写通信地址"))?;
    Ok(LabelContext {
        organ: matter.facts.organ.clone(),
        case_number: matter.row.number.clone(),
        addressee: facts.name,
        address,
        postcode: facts.postcode,
        phone: facts.phone,
    })
}
