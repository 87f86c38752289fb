<chapters version="1.1">
  <chapter start="00:00" title="Leaves &amp; buds"/>
  <chapter start="1:30.5" title="Wäter" href="https://tea.example/water"/>
  <chapter start="1:01:01" title="Sugar"/>
</chapters>
