package dev.postern.engine.run;

import dev.postern.core.action.Catalogue;
import dev.postern.core.reach.World;
import dev.postern.engine.plan.Plan;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;

/**
 * What a run needs.
 *
 * @param directory whose lock this process holds
 * @param journal of that directory, open
 * @param live told of everything that a watching person should see
 */
public record RunSetup(
        RunDirectory directory,
        JournalFile journal,
        Plan plan,
        World world,
        Catalogue catalogue,
        RunSettings settings,
        RunControl control,
        Live live) {}
