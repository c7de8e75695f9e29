-- As next_feed_position, but many at once: the first of so many positions in this transaction.
CREATE FUNCTION take_feed_positions(wanted BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    place BIGINT := coalesce(nullif(current_setting('hookline.feed_place', true), ''), '0')::bigint;
BEGIN
    IF place + wanted > 16384 THEN
        RAISE EXCEPTION 'One transaction tells of at most 16384 changes';
    END IF;
    PERFORM set_config('hookline.feed_place', (place + wanted)::text, true);
    RETURN ((SELECT epoch FROM feed_state) + pg_current_xact_id()::text::bigint) * 16384 + place;
END $$;
