-- Files of 2 to 8 KB stood in the table itself, a page each. A page that a small row of a later publication had taken a
-- corner of could not be used for another such file, so the table went on growing for long. Beside it, in pieces of one
-- size, every place that vacuum frees fits.
alter table metadata reset (toast_tuple_target);
