//! The first reading of a template text, before the engine sees it: only what cannot do harm passes,
//! and every field named is one that the letter has.
//!
//! The engine limits steps, not memory: `{% set x = x ~ x %}` forty times over would fill any
//! machine. So the language is cut down here to fields, `if` and `for`, without calls, filters,
//! arithmetic or assignment; what is left can only grow with the text and the case.

use serde_json::Value as Json;

use super::template::{ProblemKind, TemplateProblem};

/// The longest template text, in characters.
pub const LONGEST_TEMPLATE: usize = 20_000;
/// How deep `if` and `for` may stand in one another.
const DEEPEST: usize = 8;
/// How many words and signs may stand in one tag: the engine goes as deep as an expression is long.
const MOST_TOKENS: usize = 60;
const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];
const OPERATORS: [&str; 8] = ["and", "or", "not", "in", "if", "else", "true", "false"];
const LOOP_FIELDS: [&str; 6] = ["index", "index0", "revindex", "first", "last", "length"];

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Literal,
    Sign(char),
}

/// Where a name stands: what `for` bound it to, or nothing known.
type Scope = (String, Vec<Json>);

/// Checks `source` against the values it may name; `samples` hold every field between them.
///
/// # Errors
/// The first problem, with its line and how to mend it.
pub fn scan(source: &str, slots: &[&str], samples: &[Json]) -> Result<(), TemplateProblem> {
    read(source, slots, Some(samples))
}

/// Checks the language alone: whether its fields exist is seen when they are used.
///
/// # Errors
/// The first problem, with its line and how to mend it.
pub fn language(source: &str, slots: &[&str]) -> Result<(), TemplateProblem> {
    read(source, slots, None)
}

fn read(source: &str, slots: &[&str], samples: Option<&[Json]>) -> Result<(), TemplateProblem> {
    if source.chars().count() > LONGEST_TEMPLATE {
        let words = format!("模板超过{LONGEST_TEMPLATE}字，请精简");
        return Err(TemplateProblem::new(ProblemKind::TooLarge, None, words));
    }
    for (at, line) in source.lines().enumerate() {
        let problem = |words: String| TemplateProblem::at(ProblemKind::Syntax, at + 1, words);
        if line.chars().any(|sign| sign.is_control() && sign != '\t') {
            return Err(problem("有不可见的控制字符，请删去后重新输入这一行".to_owned()));
        }
        if let Some(slot) = super::lines::slot(line)
            && !slots.contains(&slot)
        {
            let known = if slots.is_empty() {
                "这种文书没有可插入的内容".to_owned()
            } else {
                format!("可以插入的有：{}", slots.join("、"))
            };
            let words = format!("没有名为「{slot}」的内容可以插入，{known}");
            return Err(TemplateProblem::at(ProblemKind::UnknownField, at + 1, words));
        }
    }
    let mut reader = Reader { source, samples, scopes: Vec::new(), open: Vec::new() };
    reader.read()
}

struct Reader<'s> {
    source: &'s str,
    /// None: fields are not looked up.
    samples: Option<&'s [Json]>,
    scopes: Vec<Scope>,
    open: Vec<(&'static str, usize)>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), TemplateProblem> {
        let mut rest = self.source;
        let mut line = 1;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            line += before.matches('\n').count();
            let close = match from.get(..2) {
                Some("{{") => "}}",
                Some("{%") => "%}",
                Some("{#") => "#}",
                _ => {
                    rest = from.get(1..).unwrap_or_default();
                    continue;
                }
            };
            let body = from.get(2..).unwrap_or_default();
            let end = end_of_tag(body, close).ok_or_else(|| {
                let opened = from.get(..2).unwrap_or_default();
                problem(line, format!("「{opened}」没有对应的「{close}」，请补上"))
            })?;
            let inner = body.get(..end).unwrap_or_default();
            match close {
                "}}" => self.expression(&tokens(inner, line)?, line)?,
                "%}" => self.statement(&tokens(inner, line)?, line)?,
                _ => {}
            }
            line += inner.matches('\n').count();
            rest = body.get(end + close.len()..).unwrap_or_default();
        }
        match self.open.last() {
            Some((name, line)) => Err(problem(*line, format!("{name}没有对应的end{name}，请补上"))),
            None => Ok(()),
        }
    }

    fn statement(&mut self, tokens: &[Token], line: usize) -> Result<(), TemplateProblem> {
        let Some((Token::Word(name), rest)) = tokens.split_first() else {
            return Err(problem(line, "「{%」后应当是if、for等语句".to_owned()));
        };
        match name.as_str() {
            "if" => {
                self.enter("if", line)?;
                self.expression(rest, line)
            }
            "elif" => self.expression(rest, line),
            "else" => Ok(()),
            "for" => {
                self.enter("for", line)?;
                self.bind(rest, line)
            }
            "endif" => self.leave("if", line),
            "endfor" => {
                self.scopes.pop();
                self.leave("for", line)
            }
            other => {
                Err(problem(line, format!("不支持语句「{other}」，模板中只能使用{}", STATEMENTS.join("、"))))
            }
        }
    }

    fn enter(&mut self, name: &'static str, line: usize) -> Result<(), TemplateProblem> {
        self.open.push((name, line));
        if self.open.len() > DEEPEST {
            return Err(problem(line, format!("if和for嵌套超过{DEEPEST}层，请改写得简单一些")));
        }
        Ok(())
    }

    fn leave(&mut self, name: &'static str, line: usize) -> Result<(), TemplateProblem> {
        match self.open.pop() {
            Some((opened, _)) if opened == name => Ok(()),
            _ => Err(problem(line, format!("end{name}没有对应的{name}，请检查前后语句"))),
        }
    }

    /// `for 项 in 事项`.
    fn bind(&mut self, tokens: &[Token], line: usize) -> Result<(), TemplateProblem> {
        let wrong = || problem(line, "for应当写成「for 项 in 事项」的样子".to_owned());
        let [Token::Word(name), Token::Word(within), path @ ..] = tokens else {
            return Err(wrong());
        };
        let words = path.iter().step_by(2).map(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        });
        let path_words: Option<Vec<&str>> = words.collect();
        let dots = path.iter().skip(1).step_by(2).all(|token| *token == Token::Sign('.'));
        let (Some(path_words), true, "in", 1) = (path_words, dots, within.as_str(), path.len() % 2) else {
            return Err(wrong());
        };
        let found = self.resolve(&path_words, line)?;
        let elements = found.iter().filter_map(Json::as_array).flatten().cloned().collect();
        self.scopes.push((name.clone(), elements));
        Ok(())
    }

    fn expression(&self, tokens: &[Token], line: usize) -> Result<(), TemplateProblem> {
        if tokens.is_empty() {
            return Err(problem(line, "花括号内没有内容，请写上字段名".to_owned()));
        }
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                Token::Word(word) if OPERATORS.contains(&word.as_str()) => at += 1,
                Token::Word(word) => {
                    let mut path = vec![word.as_str()];
                    while let (Some(Token::Sign('.')), Some(Token::Word(next))) =
                        (tokens.get(at + 1), tokens.get(at + 2))
                    {
                        path.push(next);
                        at += 2;
                    }
                    at += 1;
                    if matches!(tokens.get(at), Some(Token::Sign('('))) {
                        return Err(problem(line, format!("不能使用「{word}(…)」，模板不支持函数")));
                    }
                    self.resolve(&path, line)?;
                }
                Token::Literal => at += 1,
                Token::Sign('(' | ')' | '=' | '!' | '<' | '>') => at += 1,
                Token::Sign(sign) => {
                    return Err(problem(
                        line,
                        format!("不能使用「{sign}」，花括号内只能写字段名和==、！=、<、>、and、or、not、in"),
                    ));
                }
            }
        }
        Ok(())
    }

    /// The values a path may have in the samples.
    fn resolve(&self, path: &[&str], line: usize) -> Result<Vec<Json>, TemplateProblem> {
        let (Some((first, rest)), Some(samples)) = (path.split_first(), self.samples) else {
            return Ok(Vec::new());
        };
        if *first == "loop" && !self.scopes.is_empty() {
            return match rest {
                [field] if LOOP_FIELDS.contains(field) => Ok(Vec::new()),
                _ => Err(unknown(line, &path.join("."), &LOOP_FIELDS.map(str::to_owned))),
            };
        }
        let bound = self.scopes.iter().rev().find(|(name, _)| name == first);
        let (mut found, rest) = match bound {
            Some((_, elements)) => (elements.clone(), rest),
            None => (samples.to_vec(), path),
        };
        for field in rest {
            let within: Vec<Json> = found.iter().filter_map(|value| value.get(field)).cloned().collect();
            if within.is_empty() {
                return Err(unknown(line, &path.join("."), &fields_of(&found)));
            }
            found = within;
        }
        Ok(found)
    }
}

fn problem(line: usize, words: String) -> TemplateProblem {
    TemplateProblem::at(ProblemKind::Syntax, line, words)
}

fn unknown(line: usize, path: &str, known: &[String]) -> TemplateProblem {
    let known = if known.is_empty() { "无".to_owned() } else { known.join("、") };
    let words = format!("没有名为「{path}」的字段，可以使用的有：{known}");
    TemplateProblem::at(ProblemKind::UnknownField, line, words)
}

/// The names for people among the fields: the others are for the program.
fn fields_of(values: &[Json]) -> Vec<String> {
    let names = values.iter().filter_map(Json::as_object).flat_map(|object| object.keys());
    let mut names: Vec<String> = names.filter(|name| !name.is_ascii()).cloned().collect();
    names.sort();
    names.dedup();
    names
}

/// Where a tag ends: at `close`, outside of quoted words.
fn end_of_tag(body: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    for (at, sign) in body.char_indices() {
        match (quote, sign) {
            (None, '"' | '\'') if close != "#}" => quote = Some(sign),
            (Some(open), sign) if sign == open => quote = None,
            (None, _) if body.get(at..).is_some_and(|rest| rest.starts_with(close)) => return Some(at),
            _ => {}
        }
    }
    None
}

fn tokens(inner: &str, line: usize) -> Result<Vec<Token>, TemplateProblem> {
    let signs: Vec<char> = inner.trim_start_matches('-').trim_end_matches('-').chars().collect();
    let is_word = |sign: &char| sign.is_alphanumeric() || *sign == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = signs.get(at) {
        let rest = signs.get(at..).unwrap_or_default();
        match sign {
            sign if sign.is_whitespace() => at += 1,
            '"' | '\'' => {
                let length = rest.iter().skip(1).position(|other| other == sign);
                let length = length.ok_or_else(|| problem(line, "引号没有成对，请补上".to_owned()))? + 2;
                if rest.iter().take(length).any(|sign| *sign == '\\') {
                    return Err(problem(line, "引号内不能使用「\\」".to_owned()));
                }
                at += length;
                found.push(Token::Literal);
            }
            sign if is_word(sign) => {
                let word: String = rest.iter().take_while(|sign| is_word(sign)).collect();
                at += word.chars().count();
                let digits = word.chars().all(|sign| sign.is_ascii_digit());
                found.push(if digits { Token::Literal } else { Token::Word(word) });
            }
            sign => {
                found.push(Token::Sign(*sign));
                at += 1;
            }
        }
    }
    if found.len() > MOST_TOKENS {
        return Err(problem(line, "花括号内的内容过长，请拆成几句来写".to_owned()));
    }
    Ok(found)
}
