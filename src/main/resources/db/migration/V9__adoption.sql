-- Repositories are taken over ahead of what waits for their keys, too.
create index journal_ahead on journal (repository, position)
  where kind in ('UPDATE_ROOT', 'SIGN', 'STOP_SIGNING', 'ADOPT');
drop index journal_signing;
