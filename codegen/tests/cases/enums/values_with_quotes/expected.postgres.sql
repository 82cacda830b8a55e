-- step: alone

-- Adds the value on its "way" to state, by itself: a transaction cannot use what it adds here.
ALTER TYPE "state" ADD VALUE IF NOT EXISTS 'on its "way"';
