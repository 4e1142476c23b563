package dev.kindred.garden;

import dev.kindred.delay.Delayed;
import dev.kindred.delay.DelayedSchedule;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

@Component
class Watering {

    private final Plants plants;
    private final List<String> watered = new CopyOnWriteArrayList<>();

    Watering(Plants plants) {
        this.plants = plants;
    }

    List<String> watered() {
        return watered;
    }

    @Delayed("garden.water")
    @Transactional
    public void water(long plant, int litres) {
        watered.add(plants.findById(plant).orElseThrow().name() + " " + litres);
    }

    @DelayedSchedule(key = "garden.round", every = "24h")
    public void round() {
        watered.add("round");
    }
}
