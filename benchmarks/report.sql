-- The cells of the annual report of one programme, all Missions Locales, in one statement, as someone who knows the
-- tables would write it by hand. One line a row of the report: table, row, then its values in the order of the
-- table's columns (percentages left out: they are made of the counts).
--
-- days(a, b), shifted(day, days), year_of(day)… stand for what each database calls them; likely(…), which SQLite's
-- planner asks for, is dropped on PostgreSQL.
WITH
-- ------------------------------------------------------------------------------------ In the programme, followed
enrolled AS MATERIALIZED (
    SELECT id, person_id, entered_on, left_on, plie_entered_on, plie_left_on, by_handover, exception_reason,
        entered_on <= :last_day AND (left_on IS NULL OR left_on >= :first_day) AS is_counted
    FROM cases_enrolment WHERE programme_id = :programme
),
referred AS MATERIALIZED (
    SELECT id, person_id, referred_by_id, referred_on, decision, decided_on
    FROM cases_referral WHERE programme_id = :programme
),
followed AS MATERIALIZED (
    SELECT person_id, min(starts) AS starts,
        CASE WHEN max(ends) = :forever THEN :forever ELSE shifted(max(ends), 180) END AS ends
    FROM (
        SELECT person_id, entered_on AS starts, coalesce(left_on, :forever) AS ends FROM enrolled
        UNION ALL
        SELECT person_id, referred_on, CASE WHEN decision = 'en_attente' THEN :forever ELSE decided_on END
        FROM referred
    ) AS periods
    GROUP BY person_id
),
accompanied AS MATERIALIZED (
    SELECT person_id, max(entered_on) AS entry,
        max(CASE WHEN plie_entered_on <= :last_day AND (plie_left_on IS NULL OR plie_left_on >= :first_day)
            THEN 1 ELSE 0 END) AS plie
    FROM enrolled WHERE is_counted GROUP BY person_id
),
entered AS MATERIALIZED (
    SELECT person_id, count(*) FILTER (WHERE trim(exception_reason) <> '') AS exceptions
    FROM enrolled WHERE entered_on BETWEEN :first_day AND :last_day AND NOT by_handover GROUP BY person_id
),
-- ---------------------------------------------------------------------------------------------- What justice did
granted AS MATERIALIZED (
    SELECT person_id, starts_on,
        CASE kind WHEN 'liberation_sous_contrainte' THEN modality ELSE kind END IN ('ddse', 'placement_exterieur')
            AS is_outside
    FROM cases_sentenceadjustment WHERE decision = 'accorde' AND starts_on IS NOT NULL
),
custody AS MATERIALIZED (
    SELECT m.id, m.person_id, m.starts_on, m.ends_on, f.starts AS followed_from, f.ends AS followed_to,
        coalesce(min(CASE WHEN g.is_outside THEN g.starts_on END), m.ends_on) AS released_on,
        count(g.starts_on) > 0 AS is_adjusted
    FROM cases_justicemeasure m
    JOIN followed f ON f.person_id = m.person_id
    LEFT JOIN granted g ON g.person_id = m.person_id AND g.starts_on >= m.starts_on
        AND (m.ends_on IS NULL OR g.starts_on <= m.ends_on)
    WHERE m.setting = 'detention' AND m.starts_on <= :last_day
    GROUP BY m.id, m.person_id, m.starts_on, m.ends_on, f.starts, f.ends
),
last_custody AS MATERIALIZED (
    SELECT person_id, starts_on, released_on FROM (
        SELECT person_id, starts_on, released_on, row_number() OVER (
            PARTITION BY person_id ORDER BY starts_on DESC, coalesce(ends_on, :forever) DESC, id DESC) AS place
        FROM custody
    ) AS ordered WHERE likely(place = 1)
),
running AS MATERIALIZED (
    SELECT person_id,
        max(CASE setting WHEN 'detention' THEN starts_on END) AS custody_from,
        max(CASE setting WHEN 'milieu_ouvert' THEN 1 ELSE 0 END) AS community,
        max(CASE setting WHEN 'cef' THEN 1 ELSE 0 END) AS cef
    FROM cases_justicemeasure
    WHERE starts_on <= :last_day AND (ends_on IS NULL OR ends_on >= :last_day) GROUP BY person_id
),
outside AS MATERIALIZED (
    SELECT person_id, max(starts_on) AS starts_on FROM cases_sentenceadjustment
    WHERE decision = 'accorde' AND starts_on <= :last_day AND (ends_on IS NULL OR ends_on >= :last_day)
        AND CASE kind WHEN 'liberation_sous_contrainte' THEN modality ELSE kind END
            IN ('ddse', 'placement_exterieur', 'liberation_conditionnelle')
    GROUP BY person_id
),
adjusted AS MATERIALIZED (
    SELECT s.person_id, s.kind, s.destination, s.outcome FROM cases_sentenceadjustment s
    JOIN accompanied a ON a.person_id = s.person_id
    WHERE s.decision = 'accorde' AND s.starts_on BETWEEN :first_day AND :last_day
),
-- ------------------------------------------------------------------------------------------------ Who people are
residence (person_id, day) AS MATERIALIZED (
    SELECT person_id, shifted(starts_on, -1) FROM last_custody
    UNION ALL SELECT person_id, released_on FROM last_custody WHERE released_on IS NOT NULL
    UNION ALL SELECT person_id, :last_day FROM accompanied WHERE person_id NOT IN (SELECT person_id FROM last_custody)
),
answered AS MATERIALIZED (
    SELECT person_id, max(qpv) AS qpv FROM (
        SELECT person_id, CASE WHEN qpv THEN 1 ELSE 0 END AS qpv FROM cases_address
        WHERE qpv IS NOT NULL AND starts_on IS NULL AND ends_on IS NULL
        UNION ALL
        SELECT d.person_id, CASE WHEN d.qpv THEN 1 ELSE 0 END
        FROM residence r JOIN cases_address d ON d.person_id = r.person_id
        WHERE d.qpv IS NOT NULL AND d.kind NOT IN ('domiciliation', 'etablissement_penitentiaire')
            AND coalesce(d.starts_on, r.day) <= r.day AND coalesce(d.ends_on, r.day) >= r.day
    ) AS answers GROUP BY person_id
),
profile AS MATERIALIZED (
    SELECT a.person_id, a.plie, p.sex, p.rqth, year_of(a.entry) AS entry_year,
        CASE WHEN :year - year_of(p.birth_date) < 18 THEN 'minor'
            WHEN :year - year_of(p.birth_date) < 22 THEN '18-21'
            WHEN :year - year_of(p.birth_date) < 26 THEN '22-25' ELSE '26+' END AS age,
        year_of(a.entry) - year_of(p.birth_date)
            - CASE WHEN month_day(a.entry) < month_day(p.birth_date) THEN 1 ELSE 0 END > 25 AS is_over_25,
        CASE WHEN p.education_level IN ('I', 'II', 'III') THEN 'III+'
            WHEN p.education_level = '' THEN 'unknown' ELSE p.education_level END AS education_level,
        CASE p.housing WHEN '' THEN 'inconnu' ELSE p.housing END AS housing,
        CASE p.driving_licence WHEN '' THEN 'inconnu' ELSE p.driving_licence END AS driving_licence,
        CASE q.qpv WHEN 1 THEN 'yes' WHEN 0 THEN 'no' ELSE 'unknown' END AS qpv,
        CASE WHEN o.starts_on IS NOT NULL AND (r.custody_from IS NULL OR o.starts_on >= r.custody_from)
                THEN 'amenagement'
            WHEN r.custody_from IS NOT NULL THEN 'detention'
            WHEN r.community = 1 THEN 'milieu_ouvert'
            WHEN r.cef = 1 THEN 'cef' ELSE 'aucune' END AS setting
    FROM accompanied a
    JOIN cases_youngperson p ON p.id = a.person_id
    LEFT JOIN answered q ON q.person_id = a.person_id
    LEFT JOIN running r ON r.person_id = a.person_id
    LEFT JOIN outside o ON o.person_id = a.person_id
),
-- ------------------------------------------------------------------------------------------------------ Contacts
contact AS MATERIALIZED (
    SELECT c.id, c.person_id, c.kind, c.place
    FROM cases_contact c JOIN followed f ON f.person_id = c.person_id
    WHERE c.held_on BETWEEN :first_day AND :last_day AND c.held_on BETWEEN f.starts AND f.ends
),
contacted AS MATERIALIZED (
    SELECT person_id, count(*) AS contacts, count(*) FILTER (WHERE kind = 'entretien') AS interviews
    FROM contact GROUP BY person_id
),
held AS MATERIALIZED (
    SELECT CASE kind WHEN 'entretien' THEN 'interview' WHEN 'administratif' THEN 'administrative'
            WHEN 'telephone' THEN 'phone' WHEN 'atelier' THEN 'group' WHEN 'information_collective' THEN 'group'
            WHEN 'mediation' THEN 'outreach' WHEN 'visite' THEN 'outreach' ELSE 'message' END AS kind,
        place, count(*) AS contacts
    FROM contact GROUP BY 1, 2
),
-- ----------------------------------------------------------------------------------------------------- Referrals
waited AS MATERIALIZED (
    SELECT r.id, r.referred_by_id, r.referred_on,
        r.decision <> 'en_attente' AND r.decided_on <= :last_day AS is_decided,
        r.decision = 'admis' AND r.decided_on <= :last_day AS is_admitted,
        days(min(i.held_on), r.referred_on) AS delay
    FROM referred r
    LEFT JOIN cases_contact i ON i.person_id = r.person_id AND i.kind = 'entretien'
        AND i.held_on BETWEEN r.referred_on AND :last_day
    WHERE r.referred_on BETWEEN :first_day AND :last_day
    GROUP BY r.id, r.referred_by_id, r.referred_on, r.decision, r.decided_on
),
waited_for AS (
    SELECT o.code AS body, w.* FROM waited w JOIN partners_organisation o ON o.id = w.referred_by_id
    UNION ALL SELECT 'total', w.* FROM waited w
),
usual_wait AS (
    SELECT body, avg(delay) AS days FROM (
        SELECT body, delay, row_number() OVER (PARTITION BY body ORDER BY delay) AS place,
            count(*) OVER (PARTITION BY body) AS seen
        FROM waited_for WHERE delay IS NOT NULL
    ) AS ordered WHERE place IN ((seen + 1) / 2, (seen + 2) / 2) GROUP BY body
),
reached AS MATERIALIZED (
    SELECT c.id, days(min(i.held_on), c.starts_on) AS delay
    FROM custody c
    LEFT JOIN cases_contact i ON i.person_id = c.person_id AND i.kind = 'entretien'
        AND i.held_on BETWEEN c.starts_on AND :last_day
    WHERE c.starts_on >= :first_day AND c.followed_from <= :last_day GROUP BY c.id, c.starts_on
),
-- ------------------------------------------------------------------------------------------------------ Releases
released AS MATERIALIZED (
    SELECT id, person_id, released_on, is_adjusted, shifted(released_on, 30) <= :as_of AS is_observed
    FROM custody
    WHERE released_on BETWEEN :first_day AND :last_day AND released_on BETWEEN followed_from AND followed_to
),
need AS MATERIALIZED (
    SELECT id, type_id, state, opened_on, settled_on, is_followed, custody_id FROM (
        SELECT n.id, n.type_id, n.state, n.opened_on, n.settled_on,
            n.opened_on BETWEEN f.starts AND f.ends AS is_followed,
            coalesce(n.measure_id, c.id) AS custody_id, row_number() OVER (
                PARTITION BY n.id ORDER BY c.starts_on DESC, coalesce(c.ends_on, :forever) DESC, c.id DESC) AS place
        FROM cases_releaseneed n
        JOIN followed f ON f.person_id = n.person_id
        LEFT JOIN custody c ON n.measure_id IS NULL AND c.person_id = n.person_id AND c.starts_on <= n.opened_on
        WHERE n.opened_on <= :last_day
    ) AS ordered WHERE likely(place = 1)
),
plan AS MATERIALIZED (
    SELECT custody_id, max(CASE state WHEN 'regle' THEN 1 ELSE 0 END) AS is_settled FROM need
    WHERE state <> 'sans_objet'
        AND type_id IN ('hebergement_urgence', 'hebergement_transition', 'fjt', 'logement_social')
    GROUP BY custody_id
),
departure AS MATERIALIZED (
    SELECT r.is_observed, r.is_adjusted,
        r.is_observed AND EXISTS (
            SELECT 1 FROM cases_contact c WHERE c.person_id = r.person_id AND c.place <> 'intra_muros'
                AND c.kind IN ('entretien', 'visite', 'mediation', 'atelier', 'information_collective', 'telephone')
                AND c.held_on BETWEEN r.released_on AND shifted(r.released_on, 30)
        ) AS is_met,
        EXISTS (
            SELECT 1 FROM cases_contact c WHERE c.person_id = r.person_id AND c.kind = 'entretien'
                AND c.held_on BETWEEN shifted(r.released_on, -60) AND r.released_on
        ) AS is_prepared,
        CASE WHEN r.id IN (SELECT custody_id FROM plan WHERE is_settled = 1) THEN 1
            WHEN r.id IN (SELECT custody_id FROM plan) THEN 0
            WHEN y.housing IN ('autonome', 'famille') THEN 1 ELSE 0 END AS is_housed
    FROM released r
    JOIN cases_youngperson y ON y.id = r.person_id
),
-- ------------------------------------------------------------------------------------------- Permanences, places
planned AS MATERIALIZED (
    SELECT p.id, p.was_held, s.code FROM cases_permanence p
    JOIN cases_programme_sites t ON t.site_id = p.site_id AND t.programme_id = :programme
    JOIN cases_site s ON s.id = p.site_id
    WHERE p.planned_on BETWEEN :first_day AND :last_day
),
attended AS MATERIALIZED (
    SELECT p.code, a.attendance, count(*) AS appointments
    FROM planned p JOIN cases_appointment a ON a.permanence_id = p.id
    WHERE a.attendance <> '' GROUP BY p.code, a.attendance
),
placed AS MATERIALIZED (
    SELECT p.id, p.agreement_id, p.starts_on, p.ends_on
    FROM cases_programme_agreements t
    JOIN cases_placement p ON p.agreement_id = t.partneragreement_id
    JOIN followed f ON f.person_id = p.person_id
    WHERE t.programme_id = :programme AND p.starts_on <= :last_day AND p.starts_on BETWEEN f.starts AND f.ends
),
used AS (
    SELECT agreement_id, max(places) AS places FROM (
        SELECT d.agreement_id, d.day, count(*) AS places
        FROM (
            SELECT DISTINCT agreement_id, CASE WHEN starts_on > :first_day THEN starts_on ELSE :first_day END AS day
            FROM placed
        ) AS d
        JOIN placed p ON p.agreement_id = d.agreement_id AND p.starts_on <= d.day
            AND (p.ends_on IS NULL OR p.ends_on >= d.day)
        GROUP BY d.agreement_id, d.day
    ) AS by_day GROUP BY agreement_id
),
asked AS (
    SELECT o.code AS place, h.decision = 'accepte' AND h.decided_on <= :last_day AS is_accepted,
        CASE WHEN h.decision <> 'en_attente' AND h.decided_on <= :last_day THEN days(h.decided_on, h.asked_on) END AS delay
    FROM cases_handover h JOIN partners_organisation o ON o.id = h.to_mission_locale_id
    WHERE h.programme_id = :programme AND h.asked_on BETWEEN :first_day AND :last_day
),
asked_of AS (
    SELECT * FROM asked UNION ALL SELECT 'total', is_accepted, delay FROM asked
),
usual_answer AS (
    SELECT place, avg(delay) AS days FROM (
        SELECT place, delay, row_number() OVER (PARTITION BY place ORDER BY delay) AS position,
            count(*) OVER (PARTITION BY place) AS answers
        FROM asked_of WHERE delay IS NOT NULL
    ) AS ordered WHERE position IN ((answers + 1) / 2, (answers + 2) / 2) GROUP BY place
),
-- ----------------------------------------------------------------------------------------------- Back in custody
first_release AS (
    SELECT id, person_id, ends_on, is_adjusted,
        CASE WHEN followed_to < :observed_until THEN followed_to ELSE :observed_until END AS until
    FROM (
        SELECT custody.*, row_number() OVER (PARTITION BY person_id ORDER BY ends_on, starts_on, id) AS place
        FROM custody WHERE ends_on >= followed_from
    ) AS ordered WHERE likely(place = 1)
),
observed AS MATERIALIZED (
    SELECT r.is_adjusted, min(c.starts_on) IS NOT NULL AS is_back,
        coalesce(days(min(c.starts_on), r.ends_on), days(r.until, r.ends_on)) AS lasted
    FROM first_release r
    LEFT JOIN cases_justicemeasure c ON c.person_id = r.person_id AND c.setting = 'detention' AND c.id <> r.id
        AND c.starts_on BETWEEN r.ends_on AND r.until
    WHERE r.ends_on <= r.until GROUP BY r.id, r.is_adjusted, r.until, r.ends_on
),
grouped AS MATERIALIZED (
    SELECT CASE WHEN is_adjusted THEN 'adjusted' ELSE 'not_adjusted' END AS people, lasted,
        count(*) FILTER (WHERE is_back) AS back, count(*) AS ended
    FROM observed GROUP BY 1, 2
    UNION ALL
    SELECT 'all', lasted, count(*) FILTER (WHERE is_back), count(*) FROM observed GROUP BY 2
),
at_risk AS (
    SELECT people, lasted, back,
        CAST(sum(ended) OVER (PARTITION BY people ORDER BY lasted DESC) AS DOUBLE PRECISION) AS people_left
    FROM grouped
),
horizon (name, days) AS (VALUES ('at_6_months', 182), ('at_12_months', 365), ('at_24_months', 730)),
survival AS (
    SELECT a.people, h.name,
        CASE WHEN min(a.people_left - a.back) = 0 THEN 0
            ELSE exp(sum(ln(CASE WHEN a.people_left > a.back THEN 1 - a.back / a.people_left ELSE 1 END))) END AS without,
        sum(CASE WHEN a.people_left > a.back THEN a.back / (a.people_left * (a.people_left - a.back)) ELSE 0 END)
            AS variance
    FROM at_risk a JOIN horizon h ON a.lasted <= h.days WHERE a.back > 0 GROUP BY a.people, h.name
),
estimate AS (
    SELECT g.people, h.name, sum(CASE WHEN g.lasted >= h.days THEN g.ended ELSE 0 END) AS people_left,
        max(coalesce(s.without, 1)) AS without, max(coalesce(s.variance, 0)) AS variance
    FROM grouped g CROSS JOIN horizon h
    LEFT JOIN survival s ON s.people = g.people AND s.name = h.name
    GROUP BY g.people, h.name
)
-- ------------------------------------------------------------------------------------------------------ The cells
SELECT 'figures', 'accompanied', CAST(count(*) AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION),
    CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION) FROM accompanied
UNION ALL SELECT 'figures', 'plie', sum(plie), NULL, NULL, NULL, NULL FROM accompanied
UNION ALL SELECT 'figures', 'new_entries', count(*), NULL, NULL, NULL, NULL FROM entered
UNION ALL SELECT 'figures', 'exceptions', sum(exceptions), NULL, NULL, NULL, NULL FROM entered
UNION ALL SELECT 'figures', 'seen', count(*), NULL, NULL, NULL, NULL FROM contacted WHERE interviews > 0
UNION ALL SELECT 'figures', 'contacts', sum(contacts), NULL, NULL, NULL, NULL FROM contacted
UNION ALL SELECT 'figures', 'qpv', count(*), NULL, NULL, NULL, NULL FROM profile WHERE qpv = 'yes'
UNION ALL SELECT 'figures', 'rqth', count(*), NULL, NULL, NULL, NULL FROM profile WHERE rqth
UNION ALL SELECT 'figures', 'over_25_at_entry', count(*), NULL, NULL, NULL, NULL FROM profile WHERE is_over_25
UNION ALL SELECT 'figures', 'adjusted_people', count(DISTINCT person_id), NULL, NULL, NULL, NULL FROM adjusted
UNION ALL SELECT 'figures', 'adjustments_prepared', count(*), NULL, NULL, NULL, NULL
    FROM cases_sentenceadjustment s JOIN accompanied a ON a.person_id = s.person_id
    WHERE s.decision = 'en_preparation' AND s.starts_on IS NULL
UNION ALL SELECT 'figures', 'accompanied_since', count(DISTINCT person_id), NULL, NULL, NULL, NULL
    FROM enrolled WHERE entered_on <= :last_day AND (left_on IS NULL OR left_on >= :since)
UNION ALL SELECT 'figures', 'seen_since', count(*), NULL, NULL, NULL, NULL FROM (
    SELECT c.person_id FROM cases_contact c JOIN followed f ON f.person_id = c.person_id
    WHERE c.kind = 'entretien' AND c.held_on >= :since AND c.held_on < :first_day AND c.held_on BETWEEN f.starts AND f.ends
    UNION SELECT person_id FROM contacted WHERE interviews > 0
) AS seen
UNION ALL SELECT 'figures', 'interviews_per_person', 1.0 * sum(c.interviews) / (SELECT count(*) FROM accompanied),
    NULL, NULL, NULL, NULL FROM contacted c JOIN accompanied a ON a.person_id = c.person_id
UNION ALL SELECT 'figures', 'without_contact', count(*), NULL, NULL, NULL, NULL
    FROM accompanied a LEFT JOIN contacted c ON c.person_id = a.person_id WHERE c.person_id IS NULL
UNION ALL SELECT 'sex', sex, sum(plie), sum(1 - plie), count(*), NULL, NULL FROM profile GROUP BY sex
UNION ALL SELECT 'age', age, sum(plie), sum(1 - plie), count(*), NULL, NULL FROM profile GROUP BY age
UNION ALL SELECT 'education_level', education_level, sum(plie), sum(1 - plie), count(*), NULL, NULL
    FROM profile GROUP BY education_level
UNION ALL SELECT 'qpv', qpv, sum(plie), sum(1 - plie), count(*), NULL, NULL FROM profile GROUP BY qpv
UNION ALL SELECT 'entry_year', CAST(entry_year AS VARCHAR(4)), count(*), NULL, NULL, NULL, NULL FROM profile GROUP BY 2
UNION ALL SELECT 'housing', housing, count(*), NULL, NULL, NULL, NULL FROM profile GROUP BY housing
UNION ALL SELECT 'driving_licence', driving_licence, count(*), NULL, NULL, NULL, NULL
    FROM profile GROUP BY driving_licence
UNION ALL SELECT 'setting', setting, count(*), NULL, NULL, NULL, NULL FROM profile GROUP BY setting
UNION ALL SELECT 'contacts', kind, sum(contacts), NULL, NULL, NULL, NULL FROM held GROUP BY kind
UNION ALL SELECT 'contact_places', place, sum(contacts), NULL, NULL, NULL, NULL FROM held GROUP BY place
UNION ALL SELECT 'services', CASE x.axis WHEN 'projet_professionnel' THEN 'career_plan'
        WHEN 'acces_emploi' THEN 'employment' WHEN 'logement' THEN 'housing' WHEN 'formation' THEN 'training'
        WHEN 'sante' THEN 'health' ELSE 'citizenship' END, count(*), NULL, NULL, NULL, NULL
    FROM contact c JOIN cases_serviceaxis x ON x.contact_id = c.id GROUP BY 2
UNION ALL SELECT 'situations', s.kind, count(*), NULL, NULL, NULL, NULL
    FROM cases_situation s JOIN accompanied a ON a.person_id = s.person_id
    WHERE s.starts_on BETWEEN :first_day AND :last_day GROUP BY s.kind
UNION ALL SELECT 'adjustments_kind', kind, count(*), NULL, NULL, NULL, NULL FROM adjusted GROUP BY kind
UNION ALL SELECT 'adjustments_destination', CASE destination WHEN '' THEN 'unknown' ELSE destination END,
    count(*), NULL, NULL, NULL, NULL FROM adjusted GROUP BY 2
UNION ALL SELECT 'adjustments_outcome', CASE outcome WHEN '' THEN 'unknown' ELSE outcome END,
    count(*), NULL, NULL, NULL, NULL FROM adjusted GROUP BY 2
UNION ALL SELECT 'referrals', w.body, count(*), count(w.delay), count(*) FILTER (WHERE w.is_admitted),
    count(*) FILTER (WHERE NOT w.is_decided), max(u.days)
    FROM waited_for w LEFT JOIN usual_wait u ON u.body = w.body GROUP BY w.body
UNION ALL SELECT 'referrals_month', month_of(referred_on), count(*), NULL, NULL, NULL, NULL FROM waited GROUP BY 2
UNION ALL SELECT 'reach', 'all', count(*), count(delay), count(*) FILTER (WHERE delay <= 30), (
        SELECT avg(delay) FROM (
            SELECT delay, row_number() OVER (ORDER BY delay) AS place, count(*) OVER () AS met
            FROM reached WHERE delay IS NOT NULL
        ) AS ordered WHERE place IN ((met + 1) / 2, (met + 2) / 2)
    ), NULL FROM reached
UNION ALL SELECT 'permanences', p.code, p.planned, p.held, a.kept, a.missed, NULL FROM (
    SELECT code, count(*) AS planned, count(*) FILTER (WHERE was_held) AS held FROM planned GROUP BY code
) AS p LEFT JOIN (
    SELECT code, sum(CASE attendance WHEN 'present' THEN appointments ELSE 0 END) AS kept,
        sum(CASE attendance WHEN 'present' THEN 0 ELSE appointments END) AS missed FROM attended GROUP BY code
) AS a ON a.code = p.code
UNION ALL SELECT 'missed_reasons', attendance, sum(appointments), NULL, NULL, NULL, NULL
    FROM attended WHERE attendance <> 'present' GROUP BY attendance
UNION ALL SELECT 'releases', 'released', count(*), count(*), NULL, NULL, NULL FROM departure
UNION ALL SELECT 'releases', 'met_again', count(*) FILTER (WHERE is_met), count(*) FILTER (WHERE is_observed),
    NULL, NULL, NULL FROM departure
UNION ALL SELECT 'releases', 'housing_settled', sum(is_housed), count(*), NULL, NULL, NULL FROM departure
UNION ALL SELECT 'releases', 'without_adjustment', count(*) FILTER (WHERE NOT is_adjusted), count(*), NULL, NULL, NULL
    FROM departure
UNION ALL SELECT 'releases', 'unprepared', count(*) FILTER (WHERE NOT is_adjusted AND NOT is_prepared), count(*),
    NULL, NULL, NULL FROM departure
UNION ALL SELECT 'rights', n.type_id, count(*),
    count(*) FILTER (WHERE n.state = 'regle' AND n.settled_on IS NOT NULL
        AND (c.released_on IS NULL OR n.settled_on <= c.released_on)), NULL, NULL, NULL
    FROM need n LEFT JOIN custody c ON c.id = n.custody_id
    WHERE n.is_followed AND n.opened_on >= :first_day AND n.type_id IN ('carte_identite', 'etat_civil', 'titre_sejour',
        'billet_sortie', 'assurance_maladie', 'complementaire_sante', 'france_travail', 'domiciliation', 'compte_bancaire')
    GROUP BY n.type_id
UNION ALL SELECT 'placements', g.code, coalesce(p.started, 0), coalesce(u.places, 0), g.places, NULL, NULL
    FROM cases_programme_agreements t
    JOIN partners_partneragreement g ON g.id = t.partneragreement_id
    LEFT JOIN (
        SELECT agreement_id, count(*) FILTER (WHERE starts_on >= :first_day) AS started FROM placed GROUP BY agreement_id
    ) AS p ON p.agreement_id = g.id
    LEFT JOIN used u ON u.agreement_id = g.id
    WHERE t.programme_id = :programme AND (u.places > 0 OR (coalesce(g.starts_on, :first_day) <= :last_day
        AND (g.renewal = 'tacite' OR coalesce(g.ends_on, :forever) >= :first_day)))
UNION ALL SELECT 'handovers', a.place, count(*), count(*) FILTER (WHERE a.is_accepted), max(u.days), NULL, NULL
    FROM asked_of a LEFT JOIN usual_answer u ON u.place = a.place GROUP BY a.place
UNION ALL SELECT 'reincarceration', people, sum(ended), sum(back), NULL, NULL, NULL FROM grouped GROUP BY people
UNION ALL SELECT people, name, 100 * (1 - without),
    CASE WHEN without > 0 AND without < 1
        THEN 100 * (1 - exp(ln(without) * exp(-:z * sqrt(variance) / -ln(without)))) END,
    CASE WHEN without > 0 AND without < 1
        THEN 100 * (1 - exp(ln(without) * exp(:z * sqrt(variance) / -ln(without)))) END,
    people_left,
    CASE WHEN without = 1 AND people_left >= 10 THEN 100 * (1 - exp(ln(0.05) / people_left)) END
    FROM estimate
UNION ALL SELECT 'targets', t.indicator, max(t.value), NULL, NULL, NULL, NULL FROM reporting_target t
    WHERE t.programme_id = :programme AND t.year = :year AND t.mission_locale_id IS NULL GROUP BY t.indicator
UNION ALL SELECT 'reached', 'entrees_femmes', count(*), NULL, NULL, NULL, NULL
    FROM entered e JOIN cases_youngperson p ON p.id = e.person_id WHERE p.sex = 'F'
UNION ALL SELECT 'reached', 'entrees_qpv', count(*), NULL, NULL, NULL, NULL
    FROM entered e JOIN profile p ON p.person_id = e.person_id WHERE p.qpv = 'yes'
UNION ALL SELECT 'reference', r."table" || ' ' || r."row", max(r.percent), NULL, NULL, NULL, NULL
    FROM reporting_referencefigure r WHERE r.year = :year GROUP BY 2
