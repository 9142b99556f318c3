"""Real weights: fetched from a hub (`fetch`), verified (`verify`), read in any form (`states`), kept (`store`)."""
