//! Bounded threads for diesel, which is synchronous: no query runs on an async thread.
//!
//! A lane is a bounded queue and the threads that serve it. Work that is not begun within the time
//! allowed is withdrawn and answered with `Down`; work that has begun is waited for, because its
//! outcome would otherwise be unknown to the caller.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant as Moment};

use tokio::sync::{mpsc, oneshot};

use super::connection::Db;
use super::error::StoreError;

/// A piece of work whose types are hidden, so that unlike ones share a queue and a commit.
pub(super) trait Job: Send {
    /// Claims the work for this thread; false if its caller has gone.
    fn begin(&self) -> bool;
    /// Does the work and keeps its outcome; true if what it wrote shall stay.
    fn run(&mut self, db: &mut Db) -> bool;
    /// Hands out the outcome, or the error that befell the transaction around it.
    fn settle(self: Box<Self>, fate: Result<(), StoreError>);
}

pub(super) type BoxedJob = Box<dyn Job>;

/// The thread's side of the queue.
pub(super) type Jobs = Arc<Mutex<mpsc::Receiver<BoxedJob>>>;

/// Waits for the next job; `None` once the store is gone and the queue is empty.
pub(super) fn next_job(jobs: &Jobs) -> Option<BoxedJob> {
    jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
}

/// Adds jobs that wait already, up to `limit` in all.
pub(super) fn fill_group(jobs: &Jobs, group: &mut Vec<BoxedJob>, limit: usize) {
    let mut queue = jobs.lock().unwrap_or_else(PoisonError::into_inner);
    while group.len() < limit {
        match queue.try_recv() {
            Ok(job) => group.push(job),
            Err(_) => break,
        }
    }
}

/// The callers' side of the queue.
#[derive(Clone)]
pub(super) struct Lane {
    queue: mpsc::Sender<BoxedJob>,
    wait: Duration,
}

/// A lane whose threads are not running yet.
pub(super) struct NewLane {
    name: &'static str,
    threads: u32,
    queue: usize,
    wait: Duration,
}

impl NewLane {
    /// Starts the threads, each of which runs `serve` until the last caller is gone.
    pub fn start(self, serve: impl Fn(&Jobs) + Clone + Send + 'static) -> Result<Lane, StoreError> {
        let (sender, receiver) = mpsc::channel(self.queue.max(1));
        let jobs: Jobs = Arc::new(Mutex::new(receiver));
        for number in 0..self.threads.max(1) {
            let (jobs, serve) = (jobs.clone(), serve.clone());
            thread::Builder::new()
                .name(format!("{}-{number}", self.name))
                .spawn(move || serve(&jobs))
                .map_err(StoreError::down)?;
        }
        Ok(Lane { queue: sender, wait: self.wait })
    }
}

impl Lane {
    /// A lane still to be started.
    pub fn plan(name: &'static str, threads: u32, queue: usize, wait: Duration) -> NewLane {
        NewLane { name, threads, queue, wait }
    }

    /// Does `work` on a thread of the lane, without blocking the calling task.
    pub async fn ask<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let deadline = tokio::time::Instant::now() + self.wait;
        let place = match tokio::time::timeout_at(deadline, self.queue.reserve()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_)) => return Err(gone().into()),
            Err(_) => return Err(crowded().into()),
        };
        let (task, mut answer, gate) = Task::new(work);
        place.send(task);
        match tokio::time::timeout_at(deadline, &mut answer).await {
            Ok(answered) => answered.unwrap_or_else(|_| Err(gone().into())),
            Err(_) if gate.withdraw() => Err(crowded().into()),
            Err(_) => answer.await.unwrap_or_else(|_| Err(gone().into())),
        }
    }

    /// The same for a thread that may block. It must not be called from an async task.
    pub fn ask_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let deadline = Moment::now() + self.wait;
        let place = loop {
            match self.queue.try_reserve() {
                Ok(place) => break place,
                Err(mpsc::error::TrySendError::Closed(())) => return Err(gone().into()),
                Err(mpsc::error::TrySendError::Full(())) if Moment::now() >= deadline => {
                    return Err(crowded().into());
                }
                Err(mpsc::error::TrySendError::Full(())) => thread::sleep(Duration::from_millis(1)),
            }
        };
        let (task, answer, _gate) = Task::new(work);
        place.send(task);
        answer.blocking_recv().unwrap_or_else(|_| Err(gone().into()))
    }
}

fn crowded() -> StoreError {
    StoreError::down("no database thread was free in time")
}

fn gone() -> StoreError {
    StoreError::down("the database thread has ended")
}

/// Decides, once, between a thread that takes the work and a caller that gives up.
struct Gate(AtomicU8);

const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const WITHDRAWN: u8 = 2;

impl Gate {
    fn decide(&self, for_state: u8) -> bool {
        self.0.compare_exchange(WAITING, for_state, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    fn withdraw(&self) -> bool {
        self.decide(WITHDRAWN)
    }
}

struct Task<F, T, E> {
    work: Option<F>,
    outcome: Option<Result<T, E>>,
    answer: oneshot::Sender<Result<T, E>>,
    gate: Arc<Gate>,
}

impl<F, T, E> Task<F, T, E> {
    fn new(work: F) -> (Box<Self>, oneshot::Receiver<Result<T, E>>, Arc<Gate>) {
        let (answer, receiver) = oneshot::channel();
        let gate = Arc::new(Gate(AtomicU8::new(WAITING)));
        let task = Box::new(Self { work: Some(work), outcome: None, answer, gate: gate.clone() });
        (task, receiver, gate)
    }
}

impl<F, T, E> Job for Task<F, T, E>
where
    F: FnOnce(&mut Db) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn begin(&self) -> bool {
        self.gate.decide(BEGUN)
    }

    fn run(&mut self, db: &mut Db) -> bool {
        let Some(work) = self.work.take() else {
            return false;
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| work(db)));
        let outcome = outcome.unwrap_or_else(|_| {
            // The panic hook has printed where; the payload might hold what must not be logged.
            tracing::error!("work on the database panicked and was undone");
            Err(StoreError::down("work on the database panicked").into())
        });
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn settle(self: Box<Self>, fate: Result<(), StoreError>) {
        let outcome = match (fate, self.outcome) {
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(gone().into()),
        };
        // The caller may have gone away; what was written stays written.
        drop(self.answer.send(outcome));
    }
}
