//! The fixed tables of the forms. What a form says beside its table is template text; the table
//! itself is the same in every office.

use super::letter::{Block, Cell, Grid};
use super::notices::{FeeContext, ReceiptContext};
use super::parts::PersonFacts;
use super::sheets::{
    Application, ApplicationContext, ApprovalContext, DeliveryRecordContext, FileIndexContext, Opinion,
    RegistrationContext,
};
use crate::law::deadline::Channel;
use crate::law::{receipt, wording};

/// Columns of a form of two pairs of label and fact: «法定答复截止日» on the left stands in one line, and so does
/// an ID number.
const PAIRS: [u16; 4] = [215, 295, 190, 300];
/// Of a receipt, which may be A5: «收到申请之日» stands on the right.
const RECEIPT: [u16; 4] = [200, 260, 230, 310];

fn grid(columns: &[u16], rows: Vec<Vec<Cell>>) -> Block {
    Block::Grid(Grid { columns: columns.to_vec(), rows })
}

fn pair(left: (&str, &str), right: (&str, &str)) -> Vec<Cell> {
    vec![Cell::label(left.0), Cell::value(left.1), Cell::label(right.0), Cell::value(right.1)]
}

/// A label and a fact over the rest of the row.
fn wide(label: &str, value: &str) -> Vec<Cell> {
    vec![Cell::label(label), Cell::value(value).over(3)]
}

fn tall(label: &str, value: &str, lines: u8) -> Vec<Cell> {
    vec![Cell::label(label), Cell::value(value).over(3).high(lines)]
}

fn or_blank(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// 「□」 or 「■」 before each choice; what was chosen besides stands behind them.
fn boxes(choices: &[&str], chosen: &str) -> String {
    let mark = |choice: &&str| format!("{}{choice}", if *choice == chosen { "■" } else { "□" });
    let own = Some(format!("■{chosen}")).filter(|_| !chosen.is_empty() && !choices.contains(&chosen));
    choices.iter().map(mark).chain(own).collect::<Vec<_>>().join("　")
}

/// A person in one line: the name, the ID and the phone.
fn person_line(person: &PersonFacts) -> String {
    let id = person.id_number.as_ref().map(|number| {
        let kind = person.id_kind.as_deref().unwrap_or("证件号码");
        format!("{kind}：{number}")
    });
    let phone = person.phone.as_ref().map(|phone| format!("电话：{phone}"));
    [Some(person.name.clone()), id, phone].into_iter().flatten().collect::<Vec<_>>().join("　")
}

/// An address with its postcode, which on a blank form has its place at the end of the line.
fn address(person: &PersonFacts) -> String {
    match (&person.address, &person.postcode) {
        (Some(address), Some(postcode)) => format!("{address}　邮政编码：{postcode}"),
        (Some(address), None) => address.clone(),
        (None, Some(postcode)) => format!("邮政编码：{postcode}"),
        (None, None) => format!("{}邮政编码：", "　".repeat(17)),
    }
}

/// «1．…» a line, or the single item as it is.
fn numbered(items: &[String]) -> String {
    match items {
        [single] => single.clone(),
        items => {
            let lines = items.iter().enumerate().map(|(at, item)| format!("{}．{item}", at + 1));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// The name of a channel (art 29).
pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::InPerson => "当面提交",
        Channel::Oral => "口头提出，工作人员代为填写",
        Channel::RegisteredMail => "邮政寄送（需签收）",
        Channel::OrdinaryMail => "邮政寄送（平常信函）",
        Channel::Online => "互联网渠道",
        Channel::Email => "电子邮件",
        Channel::Fax => "传真",
    }
}

/// Why the day of receipt is that day, for the applicant (art 31).
pub fn receipt_basis(channel: Channel) -> String {
    wording::receipt(receipt::rule(channel)).to_owned()
}

/// The facts of a receipt. The 查询码 has its own row on the applicant's copy alone.
pub fn receipt(context: &ReceiptContext, code_row: Option<&str>) -> Block {
    let basics = &context.basics;
    let mut rows = vec![
        wide("登记编号", &basics.case_number),
        wide("申请人", &basics.applicant.name),
        wide("申请内容", &beginning(&basics.request)),
        pair(("提交方式", channel(context.channel)), ("收到申请之日", &basics.received_on.words())),
        wide("确定依据", &receipt_basis(context.channel)),
        wide("应答复日期", &format!("{}（含当日）", context.due_on.words())),
    ];
    if let Some(code) = code_row {
        rows.push(wide("查询码", code));
    }
    grid(&RECEIPT, rows)
}

/// The beginning of a long request: a receipt is one page, and the application itself is kept.
fn beginning(request: &str) -> String {
    const LONGEST: usize = 80;
    let line = request.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let begun: String = line.chars().take(LONGEST).collect();
    format!("{begun}……（全文见申请）")
}

/// How the fee adds up, tier by tier (F-4, F-7).
pub fn fee(context: &FeeContext) -> Block {
    use crate::law::fee::FeeBasis;
    let (unit, head) = match context.basis {
        FeeBasis::PerItem { .. } => ("件", "计费件数"),
        FeeBasis::PerPage { .. } => ("页", "计费页数"),
    };
    let labels = [head, "单价", "金额"].map(Cell::label).to_vec();
    let mut rows = vec![labels];
    for tier in context.basis.tiers() {
        rows.push(vec![
            Cell::value(format!("{}{unit}", tier.count)),
            Cell::value(format!("{}元/{unit}", tier.price.0)),
            Cell::value(format!("{}元", tier.count * tier.price.0)),
        ]);
    }
    rows.push(vec![Cell::label("合计").over(2), Cell::value(format!("{}元", context.basis.amount().0))]);
    grid(&[400, 300, 300], rows)
}

/// 政府信息公开申请表.
pub fn application(context: &ApplicationContext) -> Block {
    let blank = PersonFacts::default();
    let filled = context.filled.as_deref();
    let applicant = filled.map_or(&blank, |filled| &filled.applicant);
    let (person, body) = if applicant.organisation { (&blank, applicant) } else { (applicant, &blank) };
    let mut rows = vec![vec![Cell::label("申请人信息").over(4)]];
    rows.extend(citizen_rows(person));
    rows.extend(organisation_rows(body));
    for other in filled.iter().flat_map(|filled| &filled.co_applicants) {
        rows.push(wide("共同申请人", &person_line(other)));
    }
    if let Some(agent) = filled.and_then(|filled| filled.agent.as_ref()) {
        rows.push(wide("代理人", &person_line(agent)));
    }
    rows.push(vec![Cell::label("所需政府信息情况").over(4)]);
    rows.extend(wish_rows(filled));
    grid(&PAIRS, rows)
}

fn citizen_rows(person: &PersonFacts) -> Vec<Vec<Cell>> {
    vec![
        pair(("公民姓名*", &person.name), ("证件名称*", or_blank(&person.id_kind))),
        pair(("证件号码*", or_blank(&person.id_number)), ("联系电话*", or_blank(&person.phone))),
        pair(("电子邮箱", or_blank(&person.email)), ("传真", "")),
        wide("通信地址*", &address(person)),
    ]
}

fn organisation_rows(body: &PersonFacts) -> Vec<Vec<Cell>> {
    let kinds = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"];
    vec![
        wide("单位名称*", &body.name),
        wide("单位类型*", &boxes(&kinds, or_blank(&body.organisation_kind))),
        pair(("信用代码*", or_blank(&body.id_number)), ("负责人", or_blank(&body.representative))),
        pair(("联系人*", or_blank(&body.contact)), ("联系电话*", or_blank(&body.phone))),
        pair(("电子邮箱", or_blank(&body.email)), ("传真", "")),
        wide("通信地址*", &address(body)),
    ]
}

fn wish_rows(filled: Option<&Application>) -> Vec<Vec<Cell>> {
    let wished = filled.map(|filled| numbered(&filled.items)).unwrap_or_default();
    let carrier = filled.map_or("", |filled| filled.carrier.as_str());
    let access = filled.map_or("", |filled| filled.access.as_str());
    let other = if filled.is_some_and(|filled| filled.other_ways) { "■" } else { "□" };
    let on = filled.map(|filled| filled.on.words()).unwrap_or_default();
    // Room to write by hand; what is filled in takes what it needs.
    let room = if filled.is_some() { 3 } else { 4 };
    vec![
        tall("名称、文号或者其他特征性描述*", &wished, room),
        wide("提供形式*", &boxes(&["纸质", "电子数据", "光盘", "磁盘"], carrier)),
        wide("获取方式*", &boxes(&["邮寄", "电子邮件", "传真", "自行领取", "当场阅读、抄录"], access)),
        wide("备选", &format!("{other}若无法按指定方式提供，也可接受其他方式")),
        vec![
            Cell::label("申请人签名或者盖章"),
            Cell::value("").high(2),
            Cell::label("申请时间*"),
            Cell::value(on).high(2),
        ],
    ]
}

/// 政府信息公开申请登记表.
pub fn registration(context: &RegistrationContext) -> Block {
    let rows = vec![
        pair(("登记编号", &context.case_number), ("登记人", &context.clerk)),
        pair(("申请人", &context.applicant), ("申请人类型", &context.applicant_kind)),
        pair(("申请渠道", &context.channel), ("收到申请之日", &context.received_on.words())),
        wide("确定依据", &context.receipt_rule),
        pair(("法定答复截止日", &context.due_on.words()), ("承办单位", &context.unit)),
        tall("所需信息", &numbered(&context.items), 4),
        tall("补正、征求意见、延期、收费情况", &context.measures.join("\n"), 3),
        tall("答复情况（类型、文号、日期）", &context.replies.join("\n"), 2),
        tall("送达、归档情况", &context.endings.join("\n"), 2),
    ];
    grid(&PAIRS, rows)
}

/// 依申请公开呈批单.
pub fn approval(context: &ApprovalContext) -> Block {
    let mut rows = vec![
        pair(("登记编号", &context.case_number), ("申请人", &context.applicant)),
        pair(("收到申请之日", &context.received_on.words()), ("承办单位", &context.unit)),
        pair(("法定答复截止日", &context.due_on.words()), ("从严截止日", &context.prudent_due_on.words())),
        tall("所需信息", &numbered(&context.items), 3),
        wide("呈批文书", &context.document),
        tall("办理意见", &context.opinion, 4),
        wide("法律依据", &context.basis),
        wide("承办人", &context.handler),
    ];
    rows.extend(context.opinions.iter().map(|opinion| tall(&opinion.level, &signature(opinion), 3)));
    grid(&PAIRS, rows)
}

fn signature(opinion: &Opinion) -> String {
    let on = opinion.on.map(|on| on.words()).unwrap_or_default();
    if opinion.signer.is_empty() {
        return String::new();
    }
    format!("{}\n{}　{on}", opinion.words, opinion.signer)
}

/// 送达回证.
pub fn delivery_record(context: &DeliveryRecordContext) -> Block {
    let on = context.on.map(|on| on.words()).unwrap_or_default();
    let mut rows = vec![
        wide("送达文书", &context.document),
        pair(("文号", &context.number), ("登记编号", &context.case_number)),
        wide("受送达人", &context.addressee),
        pair(("送达方式", &context.method), ("送达日期", &on)),
        wide("送达地点", &context.place),
    ];
    if let Some(tracking) = &context.tracking {
        rows.push(wide("邮件编号", tracking));
    }
    rows.extend([
        tall("受送达人签名或者盖章", "\n　　　　年　　月　　日", 3),
        tall("代收人签名及与受送达人的关系", "\n　　　　年　　月　　日", 3),
        tall("拒收事由", "", 2),
        tall("见证人签名或者盖章", "\n　　　　年　　月　　日", 2),
        tall("送达人签名", "\n　　　　年　　月　　日", 2),
        tall("备注", "", 2),
    ]);
    grid(&PAIRS, rows)
}

/// 卷内目录.
pub fn file_index(context: &FileIndexContext) -> Block {
    let mut rows = vec![["序号", "文号", "责任者", "题名", "日期", "页号", "备注"].map(Cell::label).to_vec()];
    // Where a document begins is known as long as the pages of all before it are.
    let mut page = Some(1);
    for (at, entry) in context.entries.iter().enumerate() {
        let number = page.map(|page: u32| page.to_string()).unwrap_or_default();
        let count = entry.pages.filter(|_| page.is_none()).map(|pages| format!("共{pages}页"));
        page = page.zip(entry.pages).map(|(page, pages)| page + u32::from(pages));
        rows.push(vec![
            Cell::value((at + 1).to_string()),
            Cell::value(or_blank(&entry.number)),
            Cell::value(&entry.author),
            Cell::value(&entry.title),
            Cell::value(entry.on.map(|on| on.words()).unwrap_or_default()),
            Cell::value(number),
            Cell::value(count.unwrap_or_default()),
        ]);
    }
    grid(&[70, 200, 150, 280, 140, 80, 80], rows)
}

/// The part of a 征求第三方意见书 that comes back.
pub fn third_party_answer() -> Block {
    grid(
        &PAIRS,
        vec![
            wide("意见", "□同意公开　□部分同意公开　□不同意公开"),
            tall("不同意公开的内容及理由", "", 5),
            vec![
                Cell::label("签名或者盖章"),
                Cell::value("").high(2),
                Cell::label("日期"),
                Cell::value("　　年　　月　　日").high(2),
            ],
        ],
    )
}
