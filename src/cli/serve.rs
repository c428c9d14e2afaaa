//! `gongkai serve`: the service.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::sweep::channels;
use super::{Failure, open};
use crate::app::App;
use crate::casework::people;
use crate::config::Settings;
use crate::notify::background::{Background, Timetable};
use crate::notify::open::Channels;
use crate::server;

#[derive(clap::Args)]
pub struct Arguments {
    /// 只应答请求，不做后台工作（检查期限、发送消息、清理）；须另有进程去做
    #[arg(long)]
    no_background: bool,
}

/// Serves until it is told to stop.
///
/// # Errors
/// Files kept where other processes would not find them (decision 11); as [`open::app`] and [`run_app`].
pub fn run(arguments: &Arguments, settings: &Settings) -> Result<(), Failure> {
    if settings.hides_files_from_others() {
        return Err(Failure::breach(
            "使用PostgreSQL时，文件目录须由各进程共用：确认后设file_storage_shared = true，或者改用s3存储",
        ));
    }
    run_app(open::app(settings)?, !arguments.no_background)
}

/// Serves an app, and does its background work if `background`.
///
/// # Errors
/// If the address is taken or the certificate cannot be used.
pub fn run_app(app: App, background: bool) -> Result<(), Failure> {
    start_log();
    let settings: Arc<Settings> = app.settings.clone();
    let tls = match (&settings.tls_certificate, &settings.tls_key) {
        (Some(certificate), Some(key)) => Some(tls(certificate, key)?),
        _ => None,
    };
    let without = people::list_organs_without_approval_blocking(&app)?;
    if !without.is_empty() {
        eprintln!("以下机关缺少岗位，其申请无法审批或者签发，请先授予岗位：{}", without.join("、"));
    }
    // Faults of the schedule and the channels are told before anything is served.
    let background = if background { Some(plan(&app)?) } else { None };
    let listener = TcpListener::bind(settings.listen)
        .map_err(|error| Failure::new(cannot_listen(settings.listen, &error)))?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let scheme = if tls.is_some() { "https" } else { "http" };
    eprintln!("服务地址：{scheme}://{}", settings.listen);
    let running = match background {
        Some((channels, timetable)) => {
            let who = name_of_process(&app)?;
            Some(Background::start(app.clone(), channels, timetable, who).map_err(Failure::new)?)
        }
        None => None,
    };
    let served = server::run(app, listener, workers, tls).map_err(Failure::new);
    drop(running);
    served
}

fn plan(app: &App) -> Result<(Channels, Timetable), Failure> {
    let channels = channels(&app.settings)?;
    let timetable = Timetable::parse(&app.settings.schedule)
        .map_err(|faults| Failure::breach(format!("配置有误：\n{}", faults.join("\n"))))?;
    Ok((channels, timetable))
}

/// Among the processes that share a database, also on several machines.
fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> String {
    let why = match error.kind() {
        ErrorKind::AddrInUse => "这个端口已被占用，请先停下占用它的程序，或者换一个端口",
        ErrorKind::PermissionDenied => "没有权限使用这个端口，请换用1024以上的端口，或者请系统管理员授权",
        ErrorKind::AddrNotAvailable => "本机没有这个地址，请核对listen的设置",
        _ => return format!("无法在{address}上提供服务：{error}"),
    };
    format!("无法在{address}上提供服务：{why}")
}

fn name_of_process(app: &App) -> Result<String, Failure> {
    let mut bytes = [0; 8];
    app.random.fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Log lines read alone and carry no personal data. `RUST_LOG` chooses how many.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::builder()
        .with_default_directive(tracing_subscriber::filter::LevelFilter::WARN.into())
        .from_env_lossy();
    // A second start within one process, as in tests, keeps the first.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

fn tls(certificate: &Path, key: &Path) -> Result<rustls::ServerConfig, Failure> {
    let unusable = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::new(format!("证书或者密钥{}无法使用：{error}", path.display()))
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unusable(certificate, &error))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, &error))?;
    rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| unusable(certificate, &error))
}
