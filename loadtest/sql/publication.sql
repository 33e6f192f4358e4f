begin;
insert into file (bytes) select bin from source;
insert into file (bytes) select snapshot from source;
insert into file (bytes) select substr(bin, 1, 400) from source;
update head set n = n + 1;
commit;
