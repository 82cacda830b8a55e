-- step: alone

-- Adds the value sent to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'sent' AFTER 'open';
