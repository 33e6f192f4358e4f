-- Decisions about root can be taken before their turn when the online key is lost: they are found behind any backlog.
create index journal_signing on journal (repository, position) where kind in ('UPDATE_ROOT', 'SIGN', 'STOP_SIGNING');
