insert into journal (task, payload) select gen_random_uuid(), bin from source, generate_series(1, 64);
