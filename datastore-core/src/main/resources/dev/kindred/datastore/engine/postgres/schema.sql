-- The tables of a Kindred datastore, format 1. All statements may be run again. Replace "kindred." to use another schema.
create table if not exists kindred.setting (
  name text primary key,
  value text not null
);
create table if not exists kindred.entity (
  k bytea,
  v bytea not null,
  version bigint not null,
  primary key (k)
) with (fillfactor = 85);
create table if not exists kindred.index_entry (
  p bytea,
  e bytea,
  primary key (p, e)
);
create table if not exists kindred.counter (
  k bytea,
  slot bigint,
  n bigint[] not null,
  primary key (k, slot)
) with (fillfactor = 50);
create table if not exists kindred.mark (
  id smallint primary key,          -- 0 catalog, 1 reserved ids
  version bigint not null
) with (fillfactor = 50);
create table if not exists kindred.node (
  id integer primary key,
  epoch bigint not null,
  alive_until bigint not null,      -- microseconds since 1970, by this server's clock
  name text not null,
  functions text[] not null default '{}'
) with (fillfactor = 50);
create table if not exists kindred.commit_slot (
  id bigint primary key,
  seq bigint not null
) with (fillfactor = 50);
create table if not exists kindred.task (
  id bigint primary key,
  queue text not null,
  state smallint not null,          -- 0 waits, 1 runs, 2 waits for its concurrency key, 3 is dead
  priority smallint not null,
  eta bigint not null,              -- times are microseconds since 1970
  attempts integer not null,
  created bigint not null,
  first_attempt bigint not null,
  token bigint,                     -- of the run, while it runs
  node integer,
  epoch bigint,
  name text,
  concurrency_key text,
  per_key integer,
  tag text,
  unique_key text,
  payload bytea not null,
  headers text not null,            -- name=value, a line each; \\, \n and \e stand for a backslash, a line's end and =
  last_error text,
  reason text,
  died bigint
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index if not exists task_ready on kindred.task (queue, priority desc, eta, id) where state = 0;
create index if not exists task_running on kindred.task (queue) where state = 1;
create index if not exists task_held on kindred.task (queue, concurrency_key, id) where state = 2;
create index if not exists task_tag on kindred.task (queue, tag, eta, id) where tag is not null and state = 0;
create index if not exists task_dead on kindred.task (queue, id) where state = 3;
create unique index if not exists task_unique on kindred.task (queue, unique_key) where unique_key is not null and state <> 3;
create table if not exists kindred.task_count (
  queue text,
  slot bigint,
  live bigint not null,             -- tasks that wait or run; the sum of all slots counts
  dead bigint not null,
  primary key (queue, slot)
) with (fillfactor = 50);
create table if not exists kindred.task_name (
  queue text,
  name text,
  task bigint not null,
  until bigint,                     -- null while there is a task of the name
  primary key (queue, name)
);
create index if not exists task_name_until on kindred.task_name (until) where until is not null;
create table if not exists kindred.task_key (
  queue text,
  concurrency_key text,
  inside integer not null,          -- tasks of the key that wait for nothing but their time, or run
  primary key (queue, concurrency_key)
) with (fillfactor = 50);
create table if not exists kindred.queue_pause (
  queue text primary key
);
create table if not exists kindred.queue_limit (
  queue text primary key,           -- of those with a rate, or so many tasks at a time, for all processes together
  units bigint not null,            -- tokens, in microseconds of the rate
  filled_at bigint not null
) with (fillfactor = 50);
insert into kindred.mark (id, version) values (0, 0), (1, 0) on conflict (id) do nothing;
insert into kindred.setting (name, value) values ('format', '1') on conflict (name) do nothing;
