-- A ledger of schema 0003, as pg_dump wrote it, without settings and comments.
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
CREATE FUNCTION public.aidledger_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION public.aidledger_refuse_backdated() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF EXISTS (SELECT 1 FROM revisions WHERE recorded_at >= NEW.recorded_at) OR EXISTS (SELECT 1 FROM published_totals WHERE recorded_at >= NEW.recorded_at) THEN RAISE EXCEPTION 'a revision is recorded after all others' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_gap() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM revisions WHERE package_id = NEW.package_id) THEN RAISE EXCEPTION 'revisions are numbered without a gap' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_late_citation() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF EXISTS (SELECT 1 FROM published_totals WHERE id = NEW.published_total_id) THEN RAISE EXCEPTION 'a stored revision takes no more parts' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_late_part() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF EXISTS (SELECT 1 FROM revisions WHERE id = NEW.revision_id) THEN RAISE EXCEPTION 'a stored revision takes no more parts' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_misplaced() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.head_id IS DISTINCT FROM (SELECT id FROM revisions WHERE package_id = NEW.id ORDER BY known_on DESC, number DESC LIMIT 1) OR NEW.tip_id IS DISTINCT FROM (SELECT id FROM revisions WHERE package_id = NEW.id ORDER BY number DESC LIMIT 1) THEN RAISE EXCEPTION 'of a package only head and tip move, and only to where its revisions say' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_move() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.ref IS DISTINCT FROM OLD.ref OR NEW.head_id IS DISTINCT FROM (SELECT id FROM revisions WHERE package_id = NEW.id ORDER BY known_on DESC, number DESC LIMIT 1) OR NEW.tip_id IS DISTINCT FROM (SELECT id FROM revisions WHERE package_id = NEW.id ORDER BY number DESC LIMIT 1) THEN RAISE EXCEPTION 'of a package only head and tip move, and only to where its revisions say' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_published_gap() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM published_totals WHERE ref = NEW.ref) THEN RAISE EXCEPTION 'revisions are numbered without a gap' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_ref_of_package() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF EXISTS (SELECT 1 FROM packages WHERE ref = NEW.ref) THEN RAISE EXCEPTION 'a ref belongs to a package or to a published total' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.aidledger_refuse_ref_of_published_total() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$ BEGIN PERFORM pg_advisory_xact_lock(1095320652); IF EXISTS (SELECT 1 FROM published_totals WHERE ref = NEW.ref) THEN RAISE EXCEPTION 'a ref belongs to a package or to a published total' USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.citations (
    revision_id integer NOT NULL,
    "position" integer NOT NULL,
    source_id integer NOT NULL,
    locator text COLLATE pg_catalog."C",
    CONSTRAINT ck_citations_position CHECK (("position" >= 1))
);
CREATE TABLE public.line_items (
    revision_id integer NOT NULL,
    "position" integer NOT NULL,
    description text NOT NULL COLLATE pg_catalog."C",
    category text COLLATE pg_catalog."C",
    quantity_milli bigint,
    unit text COLLATE pg_catalog."C",
    quantity_bound text COLLATE pg_catalog."C",
    amount_minor bigint,
    currency text COLLATE pg_catalog."C",
    amount_bound text COLLATE pg_catalog."C",
    CONSTRAINT ck_line_items_amount CHECK ((((amount_minor IS NULL) AND (currency IS NULL) AND (amount_bound IS NULL)) OR ((amount_minor IS NOT NULL) AND (currency IS NOT NULL) AND (amount_bound IS NOT NULL)))),
    CONSTRAINT ck_line_items_amount_bound CHECK ((amount_bound = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text]))),
    CONSTRAINT ck_line_items_amount_minor CHECK ((abs(amount_minor) <= '1000000000000000'::bigint)),
    CONSTRAINT ck_line_items_category CHECK ((category = ANY (ARRAY['air defense'::text, 'fires'::text, 'ground maneuver'::text, 'aircraft and uas'::text, 'anti-armor and small arms'::text, 'maritime'::text, 'demining and engineering'::text, 'medical'::text, 'support'::text, 'other'::text]))),
    CONSTRAINT ck_line_items_position CHECK (("position" >= 1)),
    CONSTRAINT ck_line_items_quantity CHECK ((((quantity_milli IS NULL) AND (unit IS NULL) AND (quantity_bound IS NULL)) OR ((quantity_milli IS NOT NULL) AND (unit IS NOT NULL) AND (quantity_bound IS NOT NULL)))),
    CONSTRAINT ck_line_items_quantity_bound CHECK ((quantity_bound = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text]))),
    CONSTRAINT ck_line_items_quantity_milli CHECK (((quantity_milli >= 0) AND (quantity_milli <= '1000000000000000'::bigint)))
);
CREATE TABLE public.packages (
    id integer NOT NULL,
    ref text NOT NULL COLLATE pg_catalog."C",
    head_id integer NOT NULL,
    tip_id integer NOT NULL
);
CREATE TABLE public.published_citations (
    published_total_id integer NOT NULL,
    "position" integer NOT NULL,
    source_id integer NOT NULL,
    locator text COLLATE pg_catalog."C",
    CONSTRAINT ck_published_citations_position CHECK (("position" >= 1))
);
CREATE TABLE public.published_totals (
    id integer NOT NULL,
    ref text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    known_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    author text NOT NULL COLLATE pg_catalog."C",
    reason text COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    donor text NOT NULL COLLATE pg_catalog."C",
    recipient text NOT NULL COLLATE pg_catalog."C",
    stage text NOT NULL COLLATE pg_catalog."C",
    aid_type text NOT NULL COLLATE pg_catalog."C",
    instrument text COLLATE pg_catalog."C",
    since date,
    until date NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL COLLATE pg_catalog."C",
    amount_bound text NOT NULL COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    canonical_version integer NOT NULL,
    content_digest text NOT NULL COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_published_totals_aid_type CHECK ((aid_type = ANY (ARRAY['military'::text, 'financial'::text, 'humanitarian'::text, 'mixed'::text]))),
    CONSTRAINT ck_published_totals_amount_bound CHECK ((amount_bound = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text]))),
    CONSTRAINT ck_published_totals_amount_minor CHECK (((amount_minor >= 0) AND (amount_minor <= '1000000000000000'::bigint))),
    CONSTRAINT ck_published_totals_currency CHECK ((length(currency) = 3)),
    CONSTRAINT ck_published_totals_days CHECK ((since <= until)),
    CONSTRAINT ck_published_totals_digest CHECK (((length(digest) = 64) AND (length(content_digest) = 64))),
    CONSTRAINT ck_published_totals_known_on CHECK ((known_on >= until)),
    CONSTRAINT ck_published_totals_number CHECK ((number >= 1)),
    CONSTRAINT ck_published_totals_stage CHECK ((stage = ANY (ARRAY['request'::text, 'pledge'::text, 'appropriation'::text, 'commitment'::text, 'delivery'::text]))),
    CONSTRAINT ck_published_totals_status CHECK ((status = ANY (ARRAY['live'::text, 'cancelled'::text])))
);
CREATE TABLE public.revisions (
    id integer NOT NULL,
    package_id integer NOT NULL,
    number integer NOT NULL,
    known_on date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    author text NOT NULL COLLATE pg_catalog."C",
    reason text COLLATE pg_catalog."C",
    status text NOT NULL COLLATE pg_catalog."C",
    duplicate_of_id integer,
    title text COLLATE pg_catalog."C",
    donor text NOT NULL COLLATE pg_catalog."C",
    recipient text NOT NULL COLLATE pg_catalog."C",
    stage text NOT NULL COLLATE pg_catalog."C",
    aid_type text NOT NULL COLLATE pg_catalog."C",
    instrument text COLLATE pg_catalog."C",
    announced_on text NOT NULL COLLATE pg_catalog."C",
    first_day date NOT NULL,
    last_day date NOT NULL,
    day text NOT NULL COLLATE pg_catalog."C",
    week text NOT NULL COLLATE pg_catalog."C",
    month text NOT NULL COLLATE pg_catalog."C",
    quarter text NOT NULL COLLATE pg_catalog."C",
    year text NOT NULL COLLATE pg_catalog."C",
    fiscal_year text NOT NULL COLLATE pg_catalog."C",
    fiscal_quarter text NOT NULL COLLATE pg_catalog."C",
    amount_minor bigint,
    currency text COLLATE pg_catalog."C",
    amount_bound text COLLATE pg_catalog."C",
    draws_on_id integer,
    tags text NOT NULL COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    canonical_version integer NOT NULL,
    content_digest text NOT NULL COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    source_count integer DEFAULT 0 NOT NULL,
    CONSTRAINT ck_revisions_aid_type CHECK ((aid_type = ANY (ARRAY['military'::text, 'financial'::text, 'humanitarian'::text, 'mixed'::text]))),
    CONSTRAINT ck_revisions_amount CHECK ((((amount_minor IS NULL) AND (currency IS NULL) AND (amount_bound IS NULL)) OR ((amount_minor IS NOT NULL) AND (currency IS NOT NULL) AND (amount_bound IS NOT NULL)))),
    CONSTRAINT ck_revisions_amount_bound CHECK ((amount_bound = ANY (ARRAY['exact'::text, 'about'::text, 'at_least'::text, 'at_most'::text]))),
    CONSTRAINT ck_revisions_amount_minor CHECK ((abs(amount_minor) <= '1000000000000000'::bigint)),
    CONSTRAINT ck_revisions_currency CHECK ((length(currency) = 3)),
    CONSTRAINT ck_revisions_days CHECK ((first_day <= last_day)),
    CONSTRAINT ck_revisions_digest CHECK (((length(digest) = 64) AND (length(content_digest) = 64))),
    CONSTRAINT ck_revisions_duplicate CHECK (((duplicate_of_id IS NULL) OR (status = 'cancelled'::text))),
    CONSTRAINT ck_revisions_itself CHECK (((draws_on_id <> package_id) AND (duplicate_of_id <> package_id))),
    CONSTRAINT ck_revisions_known_on CHECK ((known_on >= first_day)),
    CONSTRAINT ck_revisions_number CHECK ((number >= 1)),
    CONSTRAINT ck_revisions_source_count CHECK ((source_count >= 0)),
    CONSTRAINT ck_revisions_stage CHECK ((stage = ANY (ARRAY['request'::text, 'pledge'::text, 'appropriation'::text, 'commitment'::text, 'delivery'::text]))),
    CONSTRAINT ck_revisions_status CHECK ((status = ANY (ARRAY['live'::text, 'cancelled'::text])))
);
CREATE TABLE public.sources (
    id integer NOT NULL,
    publisher text COLLATE pg_catalog."C",
    title text COLLATE pg_catalog."C",
    url text COLLATE pg_catalog."C",
    published_on date,
    sha256 text COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT ck_sources_says_where CHECK (((title IS NOT NULL) OR (url IS NOT NULL))),
    CONSTRAINT ck_sources_sha256 CHECK ((length(sha256) = 64))
);
INSERT INTO public.alembic_version VALUES ('0003');
INSERT INTO public.citations VALUES (1, 1, 1, '136 Stat. 1211');
INSERT INTO public.citations VALUES (2, 1, 2, 'p. 1');
INSERT INTO public.citations VALUES (2, 2, 3, NULL);
INSERT INTO public.citations VALUES (3, 1, 3, NULL);
INSERT INTO public.citations VALUES (7, 1, 3, 'row 2');
INSERT INTO public.citations VALUES (8, 1, 2, 'p. 1');
INSERT INTO public.citations VALUES (8, 2, 3, NULL);
INSERT INTO public.citations VALUES (11, 1, 4, NULL);
INSERT INTO public.citations VALUES (11, 2, 5, NULL);
INSERT INTO public.citations VALUES (11, 3, 6, NULL);
INSERT INTO public.line_items VALUES (2, 1, 'HIMARS and ammunition', 'fires', 4000, 'systems', 'exact', NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (2, 2, 'Javelin missiles', 'anti-armor and small arms', 1000000, 'missiles', 'at_least', 17800000000, 'USD', 'about');
INSERT INTO public.line_items VALUES (2, 3, 'spare parts', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (6, 1, 'ambulances', NULL, 3000, 'units', 'exact', NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (7, 1, 'HIMARS and ammunition', 'fires', 4000, 'systems', 'exact', NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (7, 2, 'Javelin missiles', 'anti-armor and small arms', 1000000, 'missiles', 'at_least', 17800000000, 'USD', 'about');
INSERT INTO public.line_items VALUES (7, 3, 'spare parts', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (8, 1, 'HIMARS and ammunition', 'fires', 4000, 'systems', 'exact', NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (8, 2, 'Javelin missiles', 'anti-armor and small arms', 1000000, 'missiles', 'at_least', 17800000000, 'USD', 'about');
INSERT INTO public.line_items VALUES (8, 3, 'spare parts', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (11, 1, 'radars', NULL, 12000, 'radars', 'at_least', NULL, NULL, NULL);
INSERT INTO public.line_items VALUES (11, 2, 'training', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.packages VALUES (5, 'us-act', 1, 1);
INSERT INTO public.packages VALUES (8, 'us-pda', 7, 8);
INSERT INTO public.packages VALUES (3, 'no-joint', 3, 3);
INSERT INTO public.packages VALUES (2, 'dk-loan', 10, 10);
INSERT INTO public.packages VALUES (6, 'us-again', 5, 5);
INSERT INTO public.packages VALUES (4, 'quiet', 6, 6);
INSERT INTO public.packages VALUES (9, 'us-usai', 11, 11);
INSERT INTO public.published_citations VALUES (1, 1, 7, 'p. 2');
INSERT INTO public.published_citations VALUES (1, 2, 4, NULL);
INSERT INTO public.published_citations VALUES (2, 1, 7, 'p. 2');
INSERT INTO public.published_citations VALUES (2, 2, 4, NULL);
INSERT INTO public.published_totals VALUES (1, 'us-claims', 1, '2023-08-29', '2024-03-04 11:00:00.000001+00', 'Frozen Analyst', NULL, 'live', 'A cumulative figure', 'US', 'UA', 'commitment', 'military', NULL, '2022-02-24', '2023-08-29', 4310000000000, 'USD', 'at_least', NULL, 1, '11892be19be06fd77464768525d565fd7905894a3e27c52fb781060246d36ad7', '914ecbf630924bb510674d2c7e180d925d6118a87e000e1bd6eb8d705af587b1');
INSERT INTO public.published_totals VALUES (2, 'us-claims', 2, '2023-09-15', '2024-03-04 11:00:00.000002+00', 'Another Analyst', 'rounded', 'live', 'A cumulative figure', 'US', 'UA', 'commitment', 'military', NULL, '2022-02-24', '2023-08-29', 4320000000000, 'USD', 'exact', 'It was rounded.', 1, 'd0843a4773ef62d999b92138a0eca7e7493dc442a25cf03c478d73bef1d8f521', '162d2498ba8dc12d80ef017a52870d043ab7673522539fe3b4385b172b463cd4');
INSERT INTO public.published_totals VALUES (3, 'dk-claims', 1, '2023-10-02', '2024-03-05 11:00:00.000001+00', 'Frozen Analyst', NULL, 'cancelled', NULL, 'DK', 'UA', 'pledge', 'financial', NULL, NULL, '2023-09-30', 500000000000, 'DKK', 'about', NULL, 1, 'cd94de21894a486a577923888134e5be28fbc45a37e2b911a392822d16d73dfe', 'e4db281baef485e3f3379cce4ae37e1a44b67f96a79213f9df870e495f628881');
INSERT INTO public.revisions VALUES (1, 5, 1, '2022-05-21', '2024-03-01 09:30:00.25+00', 'Frozen Analyst', NULL, 'live', NULL, 'An act – “with” Ünïcode', 'US', 'UA', 'appropriation', 'mixed', 'supplemental', '2022-05-21', '2022-05-21', '2022-05-21', '2022-05-21', '2022-W20', '2022-05', '2022Q2', '2022', 'FY2022', 'FY2022Q3', 4010000000000, 'USD', 'exact', NULL, '', NULL, 1, '0a6f0128495c7cff88eba289d33e825667f14ab02f9ec84693441480a9c18892', '03c38bb8c627cc01591d17b398b870159b66ee0215a95738faad7db372c16350', 1);
INSERT INTO public.revisions VALUES (2, 8, 1, '2022-06-01', '2024-03-01 09:30:00.250001+00', 'Frozen Analyst', NULL, 'live', NULL, 'A drawdown', 'US', 'UA', 'commitment', 'military', 'PDA', '2022-06-01', '2022-06-01', '2022-06-01', '2022-06-01', '2022-W22', '2022-06', '2022Q2', '2022', 'FY2022', 'FY2022Q3', 70000000000, 'USD', 'at_most', 5, ' drawdown himars ', 'A note on two lines,
the second here.', 1, 'a6a38ef9b787a6cefb31dd42628a5ab00ee3ca4c0a951a8df57dcfd38a04a18b', '4e8f8f78ee593d2149b5f489925fd1787183a88e5297b901e015848fee4f050d', 2);
INSERT INTO public.revisions VALUES (3, 3, 1, '2023-02-28', '2024-03-01 10:30:00.25+00', 'Frozen Analyst', NULL, 'live', NULL, NULL, 'DK+NO', 'UA', 'delivery', 'military', NULL, '2023-02', '2023-02-01', '2023-02-28', '2023-02-XX', '2023-02-WXX', '2023-02', '2023Q1', '2023', 'FY2023', 'FY2023Q2', 750000000000, 'NOK', 'exact', NULL, '', NULL, 1, '7d5d13bb1ae8c0fd5bc95123f441fdf4faa5fcf4ab5df1b101622c7fb46073ca', '549f95f1022391dae7a80cc1d3a10de48e537a692a3d9c7a93774f5782e2e841', 1);
INSERT INTO public.revisions VALUES (4, 2, 1, '2023-06-20', '2024-03-01 10:30:00.250001+00', 'Frozen Analyst', NULL, 'live', NULL, NULL, 'DK', 'UA', 'pledge', 'financial', 'loan', '2022', '2022-01-01', '2022-12-31', '2022-XX-XX', '2022-WXX', '2022-XX', '2022QX', '2022', 'FY2022-2023', 'FY2022-2023QX', -620000000000, 'USD', 'exact', NULL, '', NULL, 1, '7ccd1e937957599deb0eff4ee4f3cdf6a632a142f3056c6ccc8ce4f3675e05a6', '3c7f1e2acea1c825811522ffa031b140831c270296762f383e4d10cb257b7700', 0);
INSERT INTO public.revisions VALUES (5, 6, 1, '2022-06-01', '2024-03-01 10:30:00.250002+00', 'Frozen Analyst', NULL, 'cancelled', 8, 'The drawdown, announced twice', 'US', 'UA', 'commitment', 'military', 'PDA', '2022-06-01', '2022-06-01', '2022-06-01', '2022-06-01', '2022-W22', '2022-06', '2022Q2', '2022', 'FY2022', 'FY2022Q3', 70000000000, 'USD', 'at_most', NULL, '', NULL, 1, '5907fa8060272462231aea648b52c90f341bb5e5712d53c8d315175aafaab756', '52d487d2ad681ce2a1de372ad5515e7999fb18651463e25d92914ddc64d8c5d0', 0);
INSERT INTO public.revisions VALUES (6, 4, 1, '2022-11-16', '2024-03-01 10:30:00.250003+00', 'Frozen Analyst', NULL, 'live', NULL, NULL, 'SE', 'UA', 'commitment', 'military', NULL, '2022-11-16', '2022-11-16', '2022-11-16', '2022-11-16', '2022-W46', '2022-11', '2022Q4', '2022', 'FY2023', 'FY2023Q1', NULL, NULL, NULL, NULL, '', NULL, 1, '203740521b5cdad9f04613a51124eefed10cb5a8e2e49810c89063b357fda7ec', '6e23faa3152bfa8450b541a5af4236357775a1244729e36781c2cd9779b7d50f', 0);
INSERT INTO public.revisions VALUES (7, 8, 2, '2022-06-20', '2024-03-02 08:15:00.5+00', 'Frozen Analyst', 'The fact sheet says less.', 'live', NULL, 'A drawdown', 'US', 'UA', 'commitment', 'military', 'PDA', '2022-06-01', '2022-06-01', '2022-06-01', '2022-06-01', '2022-W22', '2022-06', '2022Q2', '2022', 'FY2022', 'FY2022Q3', 65000000000, 'USD', 'exact', 5, ' drawdown himars ', 'A note on two lines,
the second here.', 1, '9bb70657d1ae104ac6412ad5a938bdd666fcb554a37f4ff57ce16c387bac5bcb', '989c4e1986e59169034cd829008063b68cb6bc12275b30b2246f25d2646ef513', 1);
INSERT INTO public.revisions VALUES (8, 8, 3, '2022-06-10', '2024-03-02 09:15:00.5+00', 'Frozen Analyst', 'A late find.', 'live', NULL, 'A drawdown', 'US', 'UA', 'commitment', 'military', 'PDA', '2022-06-01', '2022-06-01', '2022-06-01', '2022-06-01', '2022-W22', '2022-06', '2022Q2', '2022', 'FY2022', 'FY2022Q3', 69000000000, 'USD', 'at_most', 5, ' drawdown himars ', 'A note on two lines,
the second here.', 1, 'c6a64b8e9624d8b09b827945a8698be10f926358c15b5bfc64594b869a429b65', '4ab690cf1207d9f8a44d9807d7039134783e10fa85019c9aade20035ff15c319', 2);
INSERT INTO public.revisions VALUES (9, 2, 2, '2023-09-01', '2024-03-02 09:15:00.500001+00', 'Frozen Analyst', 'It was never signed.', 'cancelled', NULL, NULL, 'DK', 'UA', 'pledge', 'financial', 'loan', '2022', '2022-01-01', '2022-12-31', '2022-XX-XX', '2022-WXX', '2022-XX', '2022QX', '2022', 'FY2022-2023', 'FY2022-2023QX', -620000000000, 'USD', 'exact', NULL, '', NULL, 1, '25b8187a2f924f0b244de379708d09f756cbafbf553e1584464f2bc203089826', '2a5c8459e90b7ce1f46f88bceb7798a0b5bad3fd03b4bd50cde4c3b60ccc365d', 0);
INSERT INTO public.revisions VALUES (10, 2, 3, '2023-10-01', '2024-03-03 09:15:00.5+00', 'Frozen Analyst', 'It was signed.', 'live', NULL, NULL, 'DK', 'UA', 'pledge', 'financial', 'loan', '2022', '2022-01-01', '2022-12-31', '2022-XX-XX', '2022-WXX', '2022-XX', '2022QX', '2022', 'FY2022-2023', 'FY2022-2023QX', -620000000000, 'USD', 'exact', NULL, '', 'It was, after all.', 1, '8e9b0fbe4b372ea5d69ee2599c938d74390d45cb18821ef9a4ecdd16a0094c63', 'c6f7b0cc819114d8c0a64bd112541d1eef2c697ec09572cb044628d6c115cbc1', 0);
INSERT INTO public.revisions VALUES (11, 9, 1, '2023-08-30', '2024-03-03 09:15:00.500001+00', 'Frozen Analyst', NULL, 'live', NULL, NULL, 'US', 'UA', 'commitment', 'military', 'USAI', '2023-08-29', '2023-08-29', '2023-08-29', '2023-08-29', '2023-W35', '2023-08', '2023Q3', '2023', 'FY2023', 'FY2023Q4', 25000000000, 'USD', 'about', 5, ' radar ', NULL, 1, 'fd000bcb27539419735b83e403ba00cd0b60dfeb834a573229cafb139c4cfd43', '687e6952a1f69694fd2fcc5f06c5122332b5862320e22d331c5e2214bb1585d1', 3);
INSERT INTO public.sources VALUES (1, 'Congress', 'Public Law 117-128', 'https://www.congress.gov/117/plaws/publ128/PLAW-117publ128.pdf', '2022-05-21', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '02933ce2d5a86e5c16a5fd4df48583af3ae9383f619c26878b54949c666ae42f');
INSERT INTO public.sources VALUES (2, 'Department of Defense', 'A release', 'https://www.defense.gov/', '2022-06-01', NULL, '8f3c59f110c32c33069356568f97448bf3dd425cd80d6cf1a802b0bd130d3d50');
INSERT INTO public.sources VALUES (3, NULL, 'a fact sheet', NULL, NULL, NULL, '5f8a0f150802986ba8e0c88cda1dfeb3f558be1fd8271649bc8d5c36a3ced3cd');
INSERT INTO public.sources VALUES (4, NULL, 'one', NULL, NULL, NULL, 'd18cf48fd28c7dd4929d91f1d76220d95bf206baf427783184a80eba6ee821f3');
INSERT INTO public.sources VALUES (5, NULL, 'two', NULL, '2023-08-30', NULL, '9a75b2f8954f3ad054ea53291033f169f6bf15112e494539c16edaf220af2da6');
INSERT INTO public.sources VALUES (6, NULL, 'three', NULL, NULL, NULL, '075d8f66f4e73f713bf1e3eb4f3a2225e14513cfb87bbdc3f7c52fd9712ccf94');
INSERT INTO public.sources VALUES (7, 'Office', 'Fact sheet', 'https://example.org/sheet', '2023-08-29', 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'ebe222236d3d695370b977f58b7e9f35a98528f2b13d508526210b1408f9ea59');
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.citations
    ADD CONSTRAINT pk_citations PRIMARY KEY (revision_id, "position");
ALTER TABLE ONLY public.line_items
    ADD CONSTRAINT pk_line_items PRIMARY KEY (revision_id, "position");
ALTER TABLE ONLY public.packages
    ADD CONSTRAINT pk_packages PRIMARY KEY (id);
ALTER TABLE ONLY public.published_citations
    ADD CONSTRAINT pk_published_citations PRIMARY KEY (published_total_id, "position");
ALTER TABLE ONLY public.published_totals
    ADD CONSTRAINT pk_published_totals PRIMARY KEY (id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT pk_revisions PRIMARY KEY (id);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT pk_sources PRIMARY KEY (id);
ALTER TABLE ONLY public.packages
    ADD CONSTRAINT uq_packages_head_id UNIQUE (head_id);
ALTER TABLE ONLY public.packages
    ADD CONSTRAINT uq_packages_ref UNIQUE (ref);
ALTER TABLE ONLY public.packages
    ADD CONSTRAINT uq_packages_tip_id UNIQUE (tip_id);
ALTER TABLE ONLY public.published_totals
    ADD CONSTRAINT uq_published_totals_digest UNIQUE (digest);
ALTER TABLE ONLY public.published_totals
    ADD CONSTRAINT uq_published_totals_recorded_at UNIQUE (recorded_at);
ALTER TABLE ONLY public.published_totals
    ADD CONSTRAINT uq_published_totals_ref_number UNIQUE (ref, number);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_digest UNIQUE (digest);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_package_id_id UNIQUE (package_id, id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_package_id_number UNIQUE (package_id, number);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT uq_revisions_recorded_at UNIQUE (recorded_at);
ALTER TABLE ONLY public.sources
    ADD CONSTRAINT uq_sources_digest UNIQUE (digest);
CREATE INDEX ix_published_totals_content_digest ON public.published_totals USING btree (content_digest);
CREATE INDEX ix_revisions_content_digest ON public.revisions USING btree (content_digest);
CREATE INDEX ix_revisions_draws_on_id ON public.revisions USING btree (draws_on_id, stage, status, known_on, recorded_at, id);
CREATE INDEX ix_revisions_duplicate_of_id ON public.revisions USING btree (duplicate_of_id);
CREATE INDEX ix_revisions_first_day ON public.revisions USING btree (first_day);
CREATE INDEX ix_revisions_month ON public.revisions USING btree (month, donor, stage, currency, aid_type, status, recipient, instrument, first_day, last_day, known_on, recorded_at, amount_minor, amount_bound, package_id, draws_on_id, source_count, id, year, quarter, fiscal_year, fiscal_quarter, day, week);
CREATE INDEX ix_revisions_number_package_id ON public.revisions USING btree (number, package_id);
CREATE INDEX ix_revisions_package_id ON public.revisions USING btree (package_id, known_on, number, recorded_at, stage, status, id);
CREATE TRIGGER citations_refuse_delete BEFORE DELETE ON public.citations FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.citations ENABLE ALWAYS TRIGGER citations_refuse_delete;
CREATE TRIGGER citations_refuse_late_part BEFORE INSERT ON public.citations FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_late_part();
ALTER TABLE public.citations ENABLE ALWAYS TRIGGER citations_refuse_late_part;
CREATE TRIGGER citations_refuse_truncate BEFORE TRUNCATE ON public.citations FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.citations ENABLE ALWAYS TRIGGER citations_refuse_truncate;
CREATE TRIGGER citations_refuse_update BEFORE UPDATE ON public.citations FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never changed: record a revision instead');
ALTER TABLE public.citations ENABLE ALWAYS TRIGGER citations_refuse_update;
CREATE TRIGGER line_items_refuse_delete BEFORE DELETE ON public.line_items FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.line_items ENABLE ALWAYS TRIGGER line_items_refuse_delete;
CREATE TRIGGER line_items_refuse_late_part BEFORE INSERT ON public.line_items FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_late_part();
ALTER TABLE public.line_items ENABLE ALWAYS TRIGGER line_items_refuse_late_part;
CREATE TRIGGER line_items_refuse_truncate BEFORE TRUNCATE ON public.line_items FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.line_items ENABLE ALWAYS TRIGGER line_items_refuse_truncate;
CREATE TRIGGER line_items_refuse_update BEFORE UPDATE ON public.line_items FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never changed: record a revision instead');
ALTER TABLE public.line_items ENABLE ALWAYS TRIGGER line_items_refuse_update;
CREATE TRIGGER packages_refuse_delete BEFORE DELETE ON public.packages FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.packages ENABLE ALWAYS TRIGGER packages_refuse_delete;
CREATE TRIGGER packages_refuse_misplaced BEFORE INSERT ON public.packages FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_misplaced();
ALTER TABLE public.packages ENABLE ALWAYS TRIGGER packages_refuse_misplaced;
CREATE TRIGGER packages_refuse_taken_ref BEFORE INSERT ON public.packages FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_ref_of_published_total();
ALTER TABLE public.packages ENABLE ALWAYS TRIGGER packages_refuse_taken_ref;
CREATE TRIGGER packages_refuse_truncate BEFORE TRUNCATE ON public.packages FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.packages ENABLE ALWAYS TRIGGER packages_refuse_truncate;
CREATE TRIGGER packages_refuse_update BEFORE UPDATE ON public.packages FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_move();
ALTER TABLE public.packages ENABLE ALWAYS TRIGGER packages_refuse_update;
CREATE TRIGGER published_citations_refuse_delete BEFORE DELETE ON public.published_citations FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.published_citations ENABLE ALWAYS TRIGGER published_citations_refuse_delete;
CREATE TRIGGER published_citations_refuse_late_part BEFORE INSERT ON public.published_citations FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_late_citation();
ALTER TABLE public.published_citations ENABLE ALWAYS TRIGGER published_citations_refuse_late_part;
CREATE TRIGGER published_citations_refuse_truncate BEFORE TRUNCATE ON public.published_citations FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.published_citations ENABLE ALWAYS TRIGGER published_citations_refuse_truncate;
CREATE TRIGGER published_citations_refuse_update BEFORE UPDATE ON public.published_citations FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never changed: record a revision instead');
ALTER TABLE public.published_citations ENABLE ALWAYS TRIGGER published_citations_refuse_update;
CREATE TRIGGER published_totals_refuse_backdated BEFORE INSERT ON public.published_totals FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_backdated();
ALTER TABLE public.published_totals ENABLE ALWAYS TRIGGER published_totals_refuse_backdated;
CREATE TRIGGER published_totals_refuse_delete BEFORE DELETE ON public.published_totals FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.published_totals ENABLE ALWAYS TRIGGER published_totals_refuse_delete;
CREATE TRIGGER published_totals_refuse_gap BEFORE INSERT ON public.published_totals FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_published_gap();
ALTER TABLE public.published_totals ENABLE ALWAYS TRIGGER published_totals_refuse_gap;
CREATE TRIGGER published_totals_refuse_taken_ref BEFORE INSERT ON public.published_totals FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_ref_of_package();
ALTER TABLE public.published_totals ENABLE ALWAYS TRIGGER published_totals_refuse_taken_ref;
CREATE TRIGGER published_totals_refuse_truncate BEFORE TRUNCATE ON public.published_totals FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.published_totals ENABLE ALWAYS TRIGGER published_totals_refuse_truncate;
CREATE TRIGGER published_totals_refuse_update BEFORE UPDATE ON public.published_totals FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never changed: record a revision instead');
ALTER TABLE public.published_totals ENABLE ALWAYS TRIGGER published_totals_refuse_update;
CREATE TRIGGER revisions_refuse_backdated BEFORE INSERT ON public.revisions FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_backdated();
ALTER TABLE public.revisions ENABLE ALWAYS TRIGGER revisions_refuse_backdated;
CREATE TRIGGER revisions_refuse_delete BEFORE DELETE ON public.revisions FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.revisions ENABLE ALWAYS TRIGGER revisions_refuse_delete;
CREATE TRIGGER revisions_refuse_gap BEFORE INSERT ON public.revisions FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse_gap();
ALTER TABLE public.revisions ENABLE ALWAYS TRIGGER revisions_refuse_gap;
CREATE TRIGGER revisions_refuse_truncate BEFORE TRUNCATE ON public.revisions FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.revisions ENABLE ALWAYS TRIGGER revisions_refuse_truncate;
CREATE TRIGGER revisions_refuse_update BEFORE UPDATE ON public.revisions FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never changed: record a revision instead');
ALTER TABLE public.revisions ENABLE ALWAYS TRIGGER revisions_refuse_update;
CREATE TRIGGER sources_refuse_delete BEFORE DELETE ON public.sources FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.sources ENABLE ALWAYS TRIGGER sources_refuse_delete;
CREATE TRIGGER sources_refuse_truncate BEFORE TRUNCATE ON public.sources FOR EACH STATEMENT EXECUTE FUNCTION public.aidledger_refuse('history is never deleted: record a cancellation instead');
ALTER TABLE public.sources ENABLE ALWAYS TRIGGER sources_refuse_truncate;
CREATE TRIGGER sources_refuse_update BEFORE UPDATE ON public.sources FOR EACH ROW EXECUTE FUNCTION public.aidledger_refuse('history is never changed: record a revision instead');
ALTER TABLE public.sources ENABLE ALWAYS TRIGGER sources_refuse_update;
ALTER TABLE ONLY public.citations
    ADD CONSTRAINT fk_citations_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.citations
    ADD CONSTRAINT fk_citations_source_id FOREIGN KEY (source_id) REFERENCES public.sources(id);
ALTER TABLE ONLY public.line_items
    ADD CONSTRAINT fk_line_items_revision_id FOREIGN KEY (revision_id) REFERENCES public.revisions(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.packages
    ADD CONSTRAINT fk_packages_id_head_id FOREIGN KEY (id, head_id) REFERENCES public.revisions(package_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.packages
    ADD CONSTRAINT fk_packages_id_tip_id FOREIGN KEY (id, tip_id) REFERENCES public.revisions(package_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.published_citations
    ADD CONSTRAINT fk_published_citations_published_total_id FOREIGN KEY (published_total_id) REFERENCES public.published_totals(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.published_citations
    ADD CONSTRAINT fk_published_citations_source_id FOREIGN KEY (source_id) REFERENCES public.sources(id);
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_draws_on_id FOREIGN KEY (draws_on_id) REFERENCES public.packages(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_duplicate_of_id FOREIGN KEY (duplicate_of_id) REFERENCES public.packages(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.revisions
    ADD CONSTRAINT fk_revisions_package_id FOREIGN KEY (package_id) REFERENCES public.packages(id) DEFERRABLE INITIALLY DEFERRED;
