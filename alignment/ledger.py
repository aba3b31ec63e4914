"""The statements that find differences by the ledger and write its receipts.

All are set-based: a million rows are one statement. Names in braces are filled in by `carry`:

    source, target      the tables the rows come from and go to
    source_id, target_id, source_digest, target_digest
                        the ledger's columns for the two, `legacy_…` or `aligned_…` by direction
    pair                the condition that picks the receipts of this pair
    rows                the rows of the source to look at, as `whole`
    some_gone           FALSE if no row of the source can be gone
    of_source           the condition that picks them to be counted, by either side's index
"""

from __future__ import annotations

LEDGER = "alignment_movedrow"

PAIR = "receipt.legacy_table = {legacy_name} AND receipt.aligned_table = {aligned_name}"

# The same receipts, as an aligned table is of one pair only: an index has no more of them.
OF_ALIGNED = "receipt.aligned_table = {aligned_name}"

# Whether rows of an aligned table have crossed, wherever it is now; asked of the index.
KNOWN = """
    SELECT max(aligned_id) IS NOT NULL FROM alignment_movedrow WHERE aligned_table = %s"""

# Text of a row, and so its digest, must not depend on who looks. (It is that of `whole.*`, because
# a table may have a column `whole`.)
STABLE_TEXT = """
    SET LOCAL datestyle = 'ISO, MDY';
    SET LOCAL intervalstyle = 'postgres';
    SET LOCAL timezone = 'UTC';
    SET LOCAL extra_float_digits = 1;
    SET LOCAL bytea_output = 'hex';
    SET LOCAL xmlbinary = 'base64';
    SET LOCAL array_nulls = on;
    SET LOCAL standard_conforming_strings = on;
    SET LOCAL quote_all_identifiers = off"""

# The rows that may differ, where a watermark tells which were written since the last crossing.
SUSPECTS = """
    CREATE TEMP TABLE suspect ON COMMIT DROP AS SELECT id FROM {source} AS whole WHERE {written}"""

# Those among them that crossed, and are there still.
COUNT_STAYED = """
    SELECT count(DISTINCT whole.id)
    FROM {source} AS whole
    JOIN suspect ON suspect.id = whole.id
    JOIN {ledger} AS receipt ON {pair} AND receipt.{source_id} = whole.id::{receipt_type}
    WHERE {condition}"""

EVERY_ROW = "{source} AS whole"

SUSPECT_ROWS = "{source} AS whole JOIN suspect ON suspect.id = whole.id"

# Every row of the source that was born, changed or deleted since the last crossing. A row whose
# digest still holds is not here, and nothing is done to its partner. In this form, not as one FULL
# JOIN, PostgreSQL takes the digests, which are most of the work, on several processors.
DIFFERENCES = """
    SELECT whole.id AS source_id, receipt.{target_id}::{target_type} AS target_id,
           CASE WHEN receipt.id IS NULL THEN 'born' ELSE 'changed' END AS kind,
           md5((whole.*)::text)::uuid AS digest, {moment} AS moment
    FROM {rows}
    LEFT JOIN {ledger} AS receipt
        ON {pair} AND receipt.{source_id} = whole.id::{receipt_type}
    WHERE {condition}
      AND (receipt.id IS NULL OR receipt.{source_digest} <> md5((whole.*)::text)::uuid)
    UNION ALL
    SELECT receipt.{source_id}::{source_type}, receipt.{target_id}::{target_type},
           'deleted', NULL, NULL
    FROM {ledger} AS receipt
    WHERE {some_gone} AND {pair} AND {known} AND NOT EXISTS (
        SELECT FROM {source} AS whole
        WHERE {condition} AND whole.id::{receipt_type} = receipt.{source_id})"""

# The rows to carry, with both ids: what is born gets its new id here.
CROSSING = """
    CREATE TEMP TABLE crossing ON COMMIT DROP AS
    SELECT difference.source_id AS {source_id},
           CASE WHEN difference.kind = 'born' THEN {new_id} ELSE difference.target_id END
               AS {target_id},
           difference.kind, difference.digest
    FROM ({differences}) AS difference
    WHERE {births} OR difference.kind <> 'born'"""

NUMBERED = "{last} + row_number() OVER (PARTITION BY kind ORDER BY moment, source_id)"

# --- Many legacy rows, one aligned row -----------------------------------------------------------

DIFFERENCE = "CREATE TEMP TABLE difference ON COMMIT DROP AS {differences}"

# Every legacy row of every group in which something differs, unchanged rows too; and of every
# group that has an aligned row in common with one of these, or might lose it to one by its name.
MEMBERS = """
    CREATE TEMP TABLE member ON COMMIT DROP AS
    WITH RECURSIVE receipt AS (
        SELECT * FROM {ledger} AS receipt WHERE {pair}
    ), tie AS MATERIALIZED (
        SELECT {group}, receipt.aligned_id AS partner
        FROM {source} JOIN receipt ON receipt.legacy_id = {source}.id::text
        UNION
        SELECT {group}, target.id
        FROM (SELECT DISTINCT {group} FROM {source}) AS groups
        JOIN {target} AS target ON ({group_values}) = ({target_group})
    ), stirred AS (
        SELECT {group} FROM {source} JOIN difference ON difference.source_id = {source}.id
        UNION
        SELECT {group} FROM tie WHERE partner IN (SELECT target_id FROM difference)
        UNION
        SELECT {group} FROM tie
        JOIN (SELECT partner FROM stirred JOIN tie USING ({group})) AS shared USING (partner)
    )
    SELECT whole.id AS legacy_id, whole.inserted_at, {group},
           receipt.aligned_id AS partner, md5((whole.*)::text)::uuid AS digest
    FROM {source} AS whole
    JOIN stirred USING ({group})
    LEFT JOIN receipt ON receipt.legacy_id = whole.id::text"""

# Which aligned row a group has: the one of its name; else one that its rows had before and no
# other group claims, so that a group that is renamed as a whole keeps its row; else a new one.
# `found` is one without a receipt: it was there before this project.
GROUPS = """
    CREATE TEMP TABLE grouped ON COMMIT DROP AS
    WITH named AS (
        SELECT {group}, target.id,
               NOT EXISTS (
                   SELECT FROM {ledger} AS receipt WHERE {pair} AND receipt.aligned_id = target.id
               ) AS found
        FROM (SELECT DISTINCT {group} FROM member) AS groups
        JOIN {target} AS target ON ({group_values}) = ({target_group})
    ), partner AS (
        SELECT DISTINCT ON (member.partner) member.partner AS id, {group}
        FROM member
        JOIN {target} AS target ON target.id = member.partner
        WHERE NOT EXISTS (SELECT FROM named WHERE named.id = member.partner)
        GROUP BY member.partner, {group}
        ORDER BY member.partner, count(*) DESC, {group}
    ), moved AS (
        SELECT DISTINCT ON ({group}) {group}, id FROM partner ORDER BY {group}, id
    ), groups AS (
        SELECT {group}, min(inserted_at) AS inserted_at, min(legacy_id::text) AS legacy_id
        FROM member GROUP BY {group}
    )
    SELECT {group},
           coalesce(named.id, moved.id, {last} + row_number() OVER (
               PARTITION BY coalesce(named.id, moved.id) IS NULL ORDER BY inserted_at, legacy_id
           )) AS aligned_id,
           CASE WHEN coalesce(named.id, moved.id) IS NULL THEN 'born' ELSE 'changed' END AS kind,
           named.found
    FROM groups
    LEFT JOIN named USING ({group})
    LEFT JOIN moved USING ({group})"""

MERGED_CROSSING = """
    CREATE TEMP TABLE crossing ON COMMIT DROP AS
    SELECT NULL::{source_type} AS legacy_id, aligned_id, kind, NULL::uuid AS digest FROM grouped
    UNION ALL
    SELECT DISTINCT NULL::{source_type}, target.id, 'deleted', NULL::uuid
    FROM difference
    JOIN {target} AS target ON target.id = difference.target_id
    WHERE NOT EXISTS (SELECT FROM grouped WHERE grouped.aligned_id = target.id)"""

# --- Writing -------------------------------------------------------------------------------------

COUNT_KINDS = "SELECT kind, count(*) FROM crossing GROUP BY kind"

DELETE = """
    DELETE FROM {target} AS target USING crossing
    WHERE crossing.kind = 'deleted' AND target.id = crossing.{target_id}"""

MAPPED = "CREATE TEMP TABLE mapped ON COMMIT DROP AS {select}"

# A unique key that changes hands is put aside first: one UPDATE would meet itself half-way.
PARK = """
    UPDATE {target} AS target SET {column} = gen_random_uuid()::text
    FROM mapped JOIN crossing ON crossing.{target_id} = mapped.id AND crossing.kind = 'changed'
    WHERE target.id = mapped.id AND target.{column} IS DISTINCT FROM mapped.{column}::text"""

UPDATE = """
    UPDATE {target} AS target SET {assignments}
    FROM mapped JOIN crossing ON crossing.{target_id} = mapped.id AND crossing.kind = 'changed'
    WHERE target.id = mapped.id"""

INSERT = """
    INSERT INTO {target} ({columns}) OVERRIDING SYSTEM VALUE
    SELECT {values} FROM ({select}) AS mapped"""

BORN = """
    SELECT mapped.* FROM mapped
    JOIN crossing ON crossing.{target_id} = mapped.id AND crossing.kind = 'born'"""

# --- Receipts ------------------------------------------------------------------------------------

FORGET = """
    DELETE FROM {ledger} AS receipt USING crossing
    WHERE {pair} AND crossing.kind = 'deleted'
      AND receipt.{source_id} = crossing.{source_id}::{receipt_type}"""

RENEW = """
    UPDATE {ledger} AS receipt
    SET {source_digest} = crossing.digest, {target_digest} = md5((whole.*)::text)::uuid
    FROM crossing JOIN {target} AS whole ON whole.id = crossing.{target_id}
    WHERE {pair} AND crossing.kind = 'changed'
      AND receipt.legacy_id = crossing.legacy_id::text
      AND receipt.aligned_id = crossing.aligned_id"""

WRITE = """
    INSERT INTO {ledger}
        (legacy_table, legacy_id, aligned_table, aligned_id, {source_digest}, {target_digest})
    SELECT {legacy_name}, crossing.legacy_id::text, {aligned_name}, crossing.aligned_id,
           crossing.digest, md5((whole.*)::text)::uuid
    FROM crossing JOIN {target} AS whole ON whole.id = crossing.{target_id}
    WHERE crossing.kind = 'born'
"""

FORGET_MEMBERS = """
    DELETE FROM {ledger} AS receipt
    WHERE {pair} AND legacy_id IN (
        SELECT legacy_id::text FROM member
        UNION ALL SELECT source_id::text FROM difference WHERE kind = 'deleted'
    )"""

# The digest of an aligned row is taken once, however many rows it is made of.
WRITE_MEMBERS = """
    INSERT INTO {ledger}
        (legacy_table, legacy_id, aligned_table, aligned_id, legacy_digest, aligned_digest)
    SELECT {legacy_name}, member.legacy_id::text, {aligned_name}, made.aligned_id,
           member.digest, made.digest
    FROM member
    JOIN (
        SELECT {group_values}, groups.aligned_id, md5((whole.*)::text)::uuid AS digest
        FROM grouped AS groups JOIN {target} AS whole ON whole.id = groups.aligned_id
        OFFSET 0
    ) AS made USING ({group})"""

# --- Legacy rows that several aligned rows write to ----------------------------------------------

TOUCH = """
    INSERT INTO touched SELECT {legacy_name}, legacy_id::text FROM crossing WHERE kind <> 'born'"""

# A legacy row goes when the last of its aligned rows went.
DELETE_WITHOUT_PARTNER = """
    DELETE FROM {target}
    WHERE id::text IN (SELECT id FROM touched WHERE relation = {legacy_name})
      AND NOT EXISTS (
        SELECT FROM {ledger} AS receipt
        WHERE legacy_table = {legacy_name} AND legacy_id = {target}.id::text
          AND aligned_id IS NOT NULL
      )"""

FORGET_GONE = """
    DELETE FROM {ledger} AS receipt
    WHERE legacy_table = {legacy_name}
      AND legacy_id IN (SELECT id FROM touched WHERE relation = {legacy_name})
      AND NOT EXISTS (SELECT FROM {target} WHERE id::text = receipt.legacy_id)"""

REFRESH = """
    UPDATE {ledger} AS receipt SET legacy_digest = md5((whole.*)::text)::uuid
    FROM {target} AS whole
    JOIN touched ON touched.id = whole.id::text AND touched.relation = {legacy_name}
    WHERE receipt.legacy_table = {legacy_name} AND receipt.legacy_id = touched.id"""

# A row that has crossed and has no partner is not taken for a new one next time.
WRITE_WITHOUT_PARTNER = """
    INSERT INTO {ledger}
        (legacy_table, legacy_id, aligned_table, aligned_id, legacy_digest, aligned_digest)
    SELECT {legacy_name}, whole.id::text, {aligned_name}, NULL, md5((whole.*)::text)::uuid, NULL
    FROM {target} AS whole
    WHERE {condition} AND NOT EXISTS (
        SELECT FROM {ledger} AS receipt WHERE {pair} AND receipt.legacy_id = whole.id::text
    )"""

# --- Verification --------------------------------------------------------------------------------

COUNT_RECEIPTS = """
    SELECT count({distinct} receipt.{source_id}) FROM {ledger} AS receipt WHERE {of_source}"""

COUNT_SOURCE = "SELECT count(*) FROM {source} AS whole WHERE {condition}"
