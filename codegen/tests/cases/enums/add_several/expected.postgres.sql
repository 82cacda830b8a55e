-- step: alone

-- Adds the value new to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'new' BEFORE 'open';

-- step: alone

-- Adds the value sent to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'sent' AFTER 'open';

-- step: alone

-- Adds the value gone to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'gone';
