<?xml version="1.0" encoding="UTF-8"?>
<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
  <psc:chapter start="0" title="Leaves &amp; buds"/>
  <psc:chapter start="00:01:30.500" title="Wäter" href="https://tea.example/water"
    image="https://tea.example/water.jpg"/>
  <!-- the best comes last -->
  <psc:chapter start="01:01:01" title="Sugar"/>
</psc:chapters>
