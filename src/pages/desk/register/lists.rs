//! What is chosen from on the page.

use super::{Choice, Choices};

const CHANNELS: [(&str, &str); 7] = [
    ("in_person", "当面提交"),
    ("oral", "当面口头（工作人员代写）"),
    ("ordinary_mail", "平常信函"),
    ("registered_mail", "挂号信、特快专递"),
    ("email", "电子邮件"),
    ("fax", "传真"),
    ("online", "互联网渠道"),
];

const KINDS: [(&str, &str); 6] = [
    ("natural_person", "公民"),
    ("enterprise", "商业企业"),
    ("research_body", "科研机构"),
    ("public_benefit", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other_organisation", "其他"),
];

const ID_KINDS: [&str; 8] = [
    "居民身份证",
    "统一社会信用代码",
    "护照",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "外国人永久居留身份证",
    "军官证",
    "其他证件",
];

const FORMS: [&str; 4] = ["纸质", "电子邮件", "光盘", "现场查阅"];
const DELIVERIES: [&str; 4] = ["邮寄", "自行领取", "网上获取", "传真"];
const KEEP: [(&str, &str); 3] = [("channel", "来件渠道"), ("applicant", "申请人"), ("days", "日期")];

fn named(pairs: &[(&str, &str)]) -> Vec<Choice> {
    let choice =
        |(value, label): &(&str, &str)| Choice { value: (*value).to_owned(), label: (*label).to_owned() };
    pairs.iter().map(choice).collect()
}

fn plain(words: &[&str]) -> Vec<Choice> {
    words.iter().map(|word| Choice { value: (*word).to_owned(), label: (*word).to_owned() }).collect()
}

/// All but the organ's own units and windows.
pub(super) fn choices() -> Choices {
    Choices {
        channels: named(&CHANNELS),
        kinds: named(&KINDS),
        id_kinds: plain(&ID_KINDS),
        forms: plain(&FORMS),
        deliveries: plain(&DELIVERIES),
        keep: named(&KEEP),
        units: Vec::new(),
        windows: Vec::new(),
    }
}
