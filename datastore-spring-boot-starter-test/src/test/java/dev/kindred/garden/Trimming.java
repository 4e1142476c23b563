package dev.kindred.garden;

import dev.kindred.datastore.spring.data.event.BeforeConvertCallback;
import org.springframework.stereotype.Component;

@Component
class Trimming implements BeforeConvertCallback<Plant> {

    @Override
    public Plant onBeforeConvert(Plant plant) {
        return new Plant(plant.id(), plant.name().strip(), plant.planter());
    }
}
