//! The audit trail: who did or looked at what, beside the journals of the cases.

use super::Error;
use super::journal::NamedActor;
use super::session::PostChoice;
use crate::store::audit::{NewAudit, append_audit};
use crate::store::{Instant, Tx};

/// What stands in the trail, and its words for people.
pub(super) const KINDS: [(&str, &str); 40] = [
    ("sign_in", "登录"),
    ("sign_in_failed", "登录失败"),
    ("reveal_parties", "查看申请人完整信息"),
    ("reuse_applicant", "调取以前的申请人信息"),
    ("download_file", "下载附件"),
    ("read_letter", "阅看文书"),
    ("read_letters", "阅看拟制的文书"),
    ("print_letter", "打开文书"),
    ("print_sheet", "打开表单"),
    ("print_urging", "打开督办单"),
    ("print", "打印"),
    ("export_cases", "导出台账"),
    ("export_lights", "导出红黄灯清单"),
    ("export_audit", "导出审计记录"),
    ("grant_post", "授予岗位"),
    ("end_post", "结束岗位"),
    ("disable_user", "停用账号"),
    ("enable_user", "恢复账号"),
    ("name_deputy", "指定代理人"),
    ("end_deputy", "提前结束代理"),
    ("make_organ", "设立机关"),
    ("change_organ", "变更机关"),
    ("end_organ", "撤并机关"),
    ("make_unit", "设立内设机构"),
    ("rename_unit", "内设机构更名"),
    ("end_unit", "撤并内设机构"),
    ("take_back_end", "取消撤并"),
    ("change_document_numbers", "修改文号格式"),
    ("change_organ_facts", "修改机关信息"),
    ("set_organ_settings", "修改机关设置"),
    ("set_ladder", "修改提醒设置"),
    ("change_letter_template", "修改文书模板"),
    ("restore_letter_template", "恢复文书模板"),
    ("record_proceeding", "登记复议、诉讼"),
    ("answer_proceeding", "登记复议、诉讼的答复"),
    ("close_urging", "督办销号"),
    ("create_feed", "订阅日历"),
    ("revoke_feed", "停止订阅日历"),
    ("retry_message", "重新发送消息"),
    ("clear_message", "清除消息"),
];

/// What an entry says was done, in words.
pub(super) fn title(what: &str) -> &'static str {
    KINDS.iter().find(|(word, _)| *word == what).map_or("其他操作", |(_, title)| title)
}

/// Writes down what was done to the installation.
pub(super) fn note(
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    what: &str,
    detail: String,
    at: Instant,
) -> Result<(), Error> {
    append(tx, actor, what, None, detail, at)
}

/// Writes down that somebody signed in, or that somebody failed to under an account that exists; never what
/// was typed. No post is chosen before.
pub(super) fn note_sign_in(
    tx: &mut Tx<'_>,
    user: i64,
    post: Option<&PostChoice>,
    at: Instant,
) -> Result<(), Error> {
    let what = if post.is_some() { "sign_in" } else { "sign_in_failed" };
    let (role, organ) = (post.map(|post| &post.role), post.map(|post| post.organ));
    let actor = serde_json::json!({ "user": user, "role": role, "organ": organ }).to_string();
    let entry = NewAudit { at, actor, what: what.to_owned(), case_id: None, detail: String::new() };
    Ok(append_audit(tx, &entry)?)
}

/// Writes down who looked at what of a case. The detail holds ids alone.
pub(super) fn note_look(
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    what: &str,
    case_id: i64,
    detail: &serde_json::Value,
    at: Instant,
) -> Result<(), Error> {
    append(tx, actor, what, Some(case_id), detail.to_string(), at)
}

fn append(
    tx: &mut Tx<'_>,
    actor: &NamedActor,
    what: &str,
    case_id: Option<i64>,
    detail: String,
    at: Instant,
) -> Result<(), Error> {
    Ok(append_audit(tx, &NewAudit { at, actor: actor.audit_note(), what: what.to_owned(), case_id, detail })?)
}
